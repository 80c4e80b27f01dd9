package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.h3;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.select;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags.Choice;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.model.InfraModelFactory;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form for a new environment: fields, or YAML, and what it would create. */
final class NewEnvironmentPage {
  /** Stands for the id that the environment will have. */
  private static final String FUTURE_ID = "env_000000000000";

  private static final int MAX_OPEN = 12;

  private final MetaConfigForm fields;
  private final FormData data;
  private final String template;

  NewEnvironmentPage(MetaConfigForm fields, FormData data) {
    this(fields, data, "");
  }

  /**
   * @param template the name of the template that the form begins with; empty if it has none
   */
  NewEnvironmentPage(MetaConfigForm fields, FormData data, String template) {
    this.fields = fields;
    this.data = data;
    this.template = template;
  }

  /**
   * Why the form was not accepted.
   *
   * @param message what concerns no field; null if there is nothing
   */
  record Problems(List<Violation> violations, @Nullable String message) {
    static final Problems NONE = new Problems(List.of(), null);
  }

  private boolean isYaml() {
    return data.has(FormData.YAML);
  }

  /** Returns the meta-config as YAML. */
  String document() {
    return isYaml() ? data.raw(FormData.YAML) : YamlText.of(fields.tree(data));
  }

  Html html(SignedIn user, ParseResult parsed, Problems problems) {
    return Html.all(
        div("page-head", h1("New environment")),
        templates(),
        div(
            "editor",
            form(user, problems),
            Element.of("div")
                .css("stack sticky")
                .with("id", "preview")
                .with("aria-live", "polite")
                .add(preview(parsed))));
  }

  private Element templates() {
    Element nav = Element.of("nav").css("tabs").with("aria-label", "Start from");
    nav = nav.add(tab("", "Form", !isYaml()));
    for (String name : Templates.NAMES) {
      nav = nav.add(tab("?template=" + name, "YAML: " + name, name.equals(template)));
    }
    return nav;
  }

  private static Element tab(String query, String text, boolean current) {
    Element tab =
        Element.of("a").css("tab").with("href", Section.NEW_ENVIRONMENT.path() + query).text(text);
    return current ? tab.with("aria-current", "page") : tab;
  }

  private Element form(SignedIn user, Problems problems) {
    List<Html> content = new ArrayList<>();
    content.add(summary(problems));
    if (isYaml()) {
      content.add(card("Meta-config", yaml(problems)));
    } else {
      for (Map.Entry<String, List<MetaConfigField>> group : fields.groups().entrySet()) {
        content.add(
            card(
                group.getKey(),
                div(
                    "form-grid",
                    group.getValue().stream()
                        .map(each -> control(each, problems.violations()))
                        .toList())));
      }
    }
    content.add(div("button-row", button("primary", "Create environment")));
    return PageFrame.form(user, Section.NEW_ENVIRONMENT.path(), content.toArray(Html[]::new))
        .css("stack")
        .with("hx-post", Section.NEW_ENVIRONMENT.path() + "/preview")
        .with("hx-trigger", "input delay:400ms, change delay:100ms")
        .with("hx-target", "#preview")
        .with("hx-sync", "this:replace");
  }

  private Html yaml(Problems problems) {
    return Html.all(
        field(
            "YAML",
            Element.of("textarea")
                .with("name", FormData.YAML)
                .with("spellcheck", "false")
                .with("rows", "24")
                .with("aria-invalid", problems.violations().isEmpty() ? "false" : "true")
                .text(data.raw(FormData.YAML))));
  }

  /** What concerns the form as a whole, and fields that it does not have. */
  private Html summary(Problems problems) {
    List<String> lines = new ArrayList<>();
    if (problems.message() != null) {
      lines.add(problems.message());
    }
    List<String> paths = fields.fields().stream().map(MetaConfigField::path).toList();
    problems.violations().stream()
        .filter(violation -> isYaml() || !paths.contains(violation.path()))
        .forEach(violation -> lines.add(violation.toString()));
    boolean atFields = !problems.violations().isEmpty() && lines.isEmpty();
    if (atFields) {
      lines.add("Some fields are not valid yet.");
    }
    return lines.isEmpty()
        ? Html.none()
        : Element.of("div")
            .css("message message-bad")
            .with("role", "alert")
            .add(lines.stream().map(line -> p("", line)).toList());
  }

  private Html control(MetaConfigField each, List<Violation> violations) {
    String value = data.get(each.path());
    if (each.isFlag()) {
      Element box =
          Element.of("input")
              .with("type", "checkbox")
              .with("name", each.path())
              .with("value", "true");
      return Element.of("label")
          .css("check")
          .add(box.flag("checked", !value.isEmpty()), span("", each.label()));
    }
    List<String> messages =
        violations.stream()
            .filter(violation -> violation.path().equals(each.path()))
            .map(Violation::message)
            .toList();
    Element control =
        each.choices().isEmpty()
            ? input(each.path(), "text", value)
                .with("placeholder", each.placeholder())
                .with("autocomplete", "off")
                .with("spellcheck", "false")
            : select(each.path(), choices(each), value);
    return field(
        each.label(),
        messages.isEmpty() ? control : control.with("aria-invalid", "true"),
        Html.all(messages.stream().map(text -> span("field-error", text)).toList()));
  }

  private static List<Choice> choices(MetaConfigField each) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", each.placeholder()));
    each.choices().forEach(value -> choices.add(new Choice(value, value)));
    return choices;
  }

  /** The part beside the form. */
  Html preview(ParseResult parsed) {
    return Html.all(
        switch (parsed) {
          case ParseResult.Invalid(List<Violation> violations) ->
              card("What will be created", open(violations));
          case ParseResult.Valid(var config) ->
              card(
                  "What will be created",
                  ModelPreview.of(InfraModelFactory.from(config, FUTURE_ID)));
        },
        card("The same with other tools", copyable("YAML", document()), commands()));
  }

  /** What the form needs before it can be shown what it would create. */
  private Html open(List<Violation> violations) {
    return div(
        "open-fields",
        p(
            "muted",
            "Instances, networks and sizes appear here as soon as these fields are filled in:"),
        Element.of("ul")
            .add(
                violations.stream()
                    .limit(MAX_OPEN)
                    .map(
                        violation ->
                            Element.of("li")
                                .add(
                                    span("strong", label(violation.path())),
                                    span("muted", violation.message())))
                    .toList()));
  }

  /** An object that is missing altogether is represented by the first of its fields. */
  private String label(String path) {
    return fields.fields().stream()
        .filter(field -> !isYaml() && (field.path() + ".").startsWith(path + "."))
        .map(MetaConfigField::label)
        .findFirst()
        .orElse(path);
  }

  private static Html commands() {
    return Html.all(
        copyable("CLI", "./provisioner env create -f environment.yaml --watch"),
        copyable(
            "HTTP",
            "curl -X POST \"$API/api/v1/environments\" -H \"Authorization: Bearer $KEY\" -H"
                + " 'Content-Type: application/yaml' --data-binary @environment.yaml"));
  }

  private static Html copyable(String title, String text) {
    return Element.of("div")
        .css("copyable")
        .add(
            div(
                "copyable-head",
                h3(title),
                Element.of("button")
                    .with("type", "button")
                    .css("copy")
                    .with("data-copy", text)
                    .with("aria-label", "Copy " + title)
                    .flag("hidden", true)
                    .text("Copy")),
            Element.of("pre").css("document small").with("tabindex", "0").text(text.strip()));
  }
}
