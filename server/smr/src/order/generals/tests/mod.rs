//! The paper's conditions and figures. IC1: all loyal lieutenants obey the same order. IC2: if the commander is loyal,
//! they obey the order it gave.

mod adversary;
mod counts;
