//! The lines of the pseudo-code, as they light up while the protocol runs: the rules of Lamport's paper, and before them
//! the delivery that they assume.

crate::order::lines! {
    TICK = "IR1": "before it proposes, a process moves its clock on",
    PROPOSE = "rule 1": "send the Inputs to every other process, with my clock and with what I have delivered",
    WAIT = "wait": "a node whose proposer knew more than I have delivered: keep it until I know as much",
    DELIVER = "deliver": "I have delivered all that its proposer knew: deliver the node",
    HEAR = "IR2": "on a message with clock T: move my clock to T, if it is earlier; at a node, beyond it",
    ACKNOWLEDGE = "rule 2": "acknowledge to every other process, with my clock",
    COMMIT = "rule 5": "no node is earlier by (clock, process), and every process was heard of later: commit it",
    AGAIN = "again": "no acknowledgement yet: send my nodes again",
    FILL = "fill": "a change of members lies ahead, and nobody asks for anything: propose a node with no Inputs, to get there",
    WELCOME = "welcome": "the next slot is a newcomer's first, or one is lost: tell it which nodes are in the slots before",
    LOST = "lost": "what I executed came from outside, and what led there does not come: ask where the graph is",
    ENTER = "enter": "I have executed as far as the graph is: take the nodes before for delivered, and take part",
}
