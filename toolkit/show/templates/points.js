// A picture whose points can be clicked: the nearest one is told to the kernel.
// The slider below it does the same by keyboard.
function render({ model, el }) {
  function choose(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width;
    const distances = model.get("across").map((x) => Math.abs(x - at));
    model.set("clicked", distances.indexOf(Math.min(...distances)));
    model.save_changes();
  }
  function draw() {
    el.innerHTML = model.get("html"); // escaped where it was made
    const picture = el.querySelector("img");
    if (!picture) return;
    picture.style.cursor = "pointer";
    picture.title = "Click a point to read what made it";
    picture.addEventListener("click", choose);
  }
  model.on("change:html", draw);
  draw();
}

export default { render };
