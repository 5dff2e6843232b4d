// "Alice is writing …": one line above the composer, for the eye only; a screen reader would never rest.

import { part } from "./dom.js";

// A signal ends by itself; nothing tells when.
const LOOK_AGAIN_MS = 1_000;

/**
 * @param {import("./room-state.js").RoomState} room
 * @param {import("./strings.js").Strings} strings
 */
export function showTyping(room, strings) {
  const line = part(document, "typing");
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    const people = room.typing;
    line.textContent = sentence(people, strings);
    if (people.length) timer = setTimeout(look, LOOK_AGAIN_MS);
  };
  room.addEventListener("typing", look);
}

/**
 * @param {import("./types.js").Person[]} people
 * @param {import("./strings.js").Strings} strings
 */
function sentence(people, strings) {
  if (people.length === 0) return "";
  if (people.length > 2) return strings.say("typing_many");
  const [first, second] = people.map(({ name }) => name);
  return second ? strings.say("typing_two", { first, second }) : strings.say("typing_one", { first });
}
