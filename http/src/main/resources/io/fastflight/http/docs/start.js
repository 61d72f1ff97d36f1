// Shows the document that the page names. In a file of its own: the page's policy allows no script within it.
window.addEventListener("load", () => {
  const place = document.getElementById("docs");
  window.SwaggerUIBundle({ url: place.dataset.document, domNode: place, deepLinking: true });
});
