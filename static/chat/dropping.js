// Files that are dragged onto a room or pasted into it.

/**
 * @param {HTMLElement} area shows with data-dropping that it takes what is dragged over it
 * @param {HTMLElement} field where one pastes
 * @param {(files: File[]) => void} take
 */
export function takeFiles(area, field, take) {
  // Entering a child comes before leaving its parent.
  let inside = 0;
  const hasFiles = (/** @type {DragEvent} */ { dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
  const mark = (/** @type {number} */ by) => {
    inside = Math.max(0, inside + by);
    area.toggleAttribute("data-dropping", inside > 0);
  };
  area.addEventListener("dragenter", (event) => hasFiles(event) && mark(1));
  area.addEventListener("dragleave", (event) => hasFiles(event) && mark(-1));
  area.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  area.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(-inside);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  field.addEventListener("paste", ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])];
    // Some programs give a picture of the text beside the text.
    if (files.length > 0 && !clipboardData?.types.includes("text/plain")) take(files);
  });
}
