package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.ResourceSubject;
import io.beta9.provisioning.tfstate.s3.StateDocument.DocumentResource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The resources of a state by subject, one of them with its attributes. */
final class StateList {
  /** A state comes from the customer's account, so that its size is not trusted. */
  private static final int MAX_SHOWN = 500;

  private final String page;
  private final String search;
  private final Opened opened;

  /**
   * @param page the address of the page
   * @param search only the resources whose address or id contains this
   */
  StateList(String page, String search, Opened opened) {
    this.page = page;
    this.search = search;
    this.opened = opened;
  }

  /** The resource whose attributes are shown. */
  record Opened(String address, JsonNode attributes) {
    static final Opened NONE = new Opened("", MissingNode.getInstance());
  }

  Html of(List<DocumentResource> resources) {
    List<DocumentResource> found = resources.stream().filter(this::matches).toList();
    return Element.of("div")
        .with("id", "state")
        .css("stack")
        .add(
            Element.of("form")
                .css("search-row")
                .with("method", "get")
                .with("action", page)
                .with("role", "search")
                .add(
                    field("Search by type, name or id", input("q", "search", search)),
                    button("", "Apply")),
            p("muted", count(resources.size(), found.size())),
            found.isEmpty()
                ? div("empty", p("lead", "No resource matches."))
                : Html.all(groups(found.stream().limit(MAX_SHOWN).toList())));
  }

  private boolean matches(DocumentResource resource) {
    String wanted = search.toLowerCase(Locale.ROOT);
    return resource.address().toLowerCase(Locale.ROOT).contains(wanted)
        || Objects.requireNonNullElse(resource.id(), "").toLowerCase(Locale.ROOT).contains(wanted);
  }

  private static String count(int all, int found) {
    return (found == all ? "" : found + " of ")
        + (all == 1 ? "1 resource" : all + " resources")
        + (found > MAX_SHOWN ? ", the first " + MAX_SHOWN + " of which are shown" : "");
  }

  private List<Html> groups(List<DocumentResource> resources) {
    Map<ResourceSubject, List<Html>> rows = new EnumMap<>(ResourceSubject.class);
    for (int i = 0; i < resources.size(); i++) {
      DocumentResource resource = resources.get(i);
      rows.computeIfAbsent(
              ResourceCatalog.AWS.subject(resource.type()), subject -> new ArrayList<>())
          .add(row("resource-" + i, resource));
    }
    List<Html> groups = new ArrayList<>();
    rows.forEach((subject, each) -> groups.add(group(subject, each)));
    return groups;
  }

  private static Html group(ResourceSubject subject, List<Html> rows) {
    return Element.of("section")
        .css("card state-group")
        .add(
            div(
                "group-head",
                h2(StatusBadge.words(subject.code())),
                span("muted", String.valueOf(rows.size()))),
            Element.of("ul").css("state-list").add(rows));
  }

  private Html row(String anchor, DocumentResource resource) {
    boolean open = resource.address().equals(opened.address());
    return Element.of("li")
        .with("id", anchor)
        .css(open ? "state-row state-open" : "state-row")
        .add(
            div(
                "state-line",
                link(anchor, resource, open),
                Element.of("span")
                    .css("state-labels")
                    .add(
                        Html.when(resource.data(), span("badge", "data source")),
                        Html.when(resource.tainted(), span("badge badge-waiting", "tainted"))),
                Element.of("code")
                    .css("state-id")
                    .text(Objects.requireNonNullElse(resource.id(), "no id"))),
            Html.when(open, new AttributeList(resource.address()).of(opened.attributes())));
  }

  /** Opens the attributes below the row, or closes them; by a script without losing the place. */
  private Element link(String anchor, DocumentResource resource, boolean open) {
    String query = (search.isEmpty() ? "" : "&q=" + encoded(search));
    String address =
        page
            + "?"
            + ((open ? "" : "&address=" + encoded(resource.address())) + query)
                .replaceFirst("^&", "");
    String prefix = (resource.data() ? "data." : "") + resource.type() + ".";
    int name = resource.address().indexOf(prefix) + prefix.length();
    boolean regular = resource.address().contains(prefix);
    return Element.of("a")
        .css("state-address")
        .with("id", "open-" + anchor)
        .with("href", address + "#" + anchor)
        .with("aria-expanded", String.valueOf(open))
        .with("hx-get", address)
        .with("hx-target", "#state")
        .with("hx-select", "#state")
        .with("hx-swap", "outerHTML show:none")
        .add(
            span("state-type", regular ? resource.address().substring(0, name) : ""),
            span("state-name", regular ? resource.address().substring(name) : resource.address()));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
