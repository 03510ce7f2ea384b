// Starts the page. A file of its own because the Content-Security-Policy allows no script inside the HTML.
import start from "./frontend.js";

start().catch((error) => {
  console.error(error);
  const place = document.querySelector("#app p");
  if (place) {
    place.textContent = `The lab could not start: ${error}. Please reload the page; a browser older than 2021 cannot show it.`;
  }
});
