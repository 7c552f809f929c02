// What keys do.

function focusResult(index) {
  const links = $$(".hit h2 a");
  links[Math.max(0, Math.min(index, links.length - 1))]?.focus();
  document.activeElement.closest(".hit")?.scrollIntoView({ block: "nearest" });
}

const resultIndex = () => $$(".hit").indexOf(document.activeElement.closest(".hit"));

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const active = document.activeElement;
  const isTyping = active.matches("input:not([type=checkbox]), textarea");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    input.focus();
    return input.select();
  }
  if (event.key === "Escape") return escape(event, active);
  if (!isSearchPage) return;
  if (active === input) return onInputKey(event);
  if (isTyping) return;
  const place = active.closest(".hit, #detail .package, #detail");
  if (place) onPlaceKey(event, place);
}

function escape(event, active) {
  if ($("#filters.open")?.contains(active)) {
    $("#filters").classList.remove("open");
    return $(".to-filters")?.focus();
  }
  if (!isSearchPage) return;
  event.preventDefault();
  if (active === input && input.value) {
    input.value = "";
    settle();
    type();
  } else if (state.path !== null) {
    if (isEmpty(state)) input.focus();
    else close();
  } else if (active === input) input.blur();
  else input.focus();
}

function onInputKey(event) {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    focusResult(0);
  } else if (event.key === "Enter") {
    event.preventDefault();
    type();
    settle();
    list().then(() => focusResult(0));
  }
}

function onPlaceKey(event, place) {
  const moves = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
  const inList = place.matches(".hit");
  if (inList && event.key in moves) {
    event.preventDefault();
    const index = resultIndex() + moves[event.key];
    if (index === -1) input.focus();
    else focusResult(index);
  } else if (event.key === "c") $("[data-copy]", place)?.click();
  else if (event.key === "p") $(".pick input", place)?.click();
}
