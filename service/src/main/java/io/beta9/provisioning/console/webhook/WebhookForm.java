package io.beta9.provisioning.console.webhook;

import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.api.webhook.WebhookFields;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.util.List;

/**
 * The fields of an endpoint as they were entered, with what is wrong with them.
 *
 * @param url the URL
 * @param description what it is for
 */
record WebhookForm(String url, String description, List<Violation> violations) {
  static final String URL = "url";
  static final String DESCRIPTION = "description";
  static final WebhookForm EMPTY = new WebhookForm("", "", List.of());

  WebhookForm {
    violations = List.copyOf(violations);
  }

  Html fields() {
    return Html.all(
        entry(
            "URL",
            input(URL, "url", url)
                .with("placeholder", "https://hooks.example.com/beta9")
                .with("autocomplete", "off")
                .with("spellcheck", "false")
                .flag("required", true),
            URL),
        entry(
            "What it is for",
            input(DESCRIPTION, "text", description)
                .with("autocomplete", "off")
                .with("maxlength", String.valueOf(WebhookFields.MAX_DESCRIPTION_LENGTH)),
            DESCRIPTION));
  }

  private Html entry(String label, Element control, String name) {
    List<Element> messages =
        violations.stream()
            .filter(violation -> violation.path().equals(name))
            .map(violation -> span("field-error", violation.message()))
            .toList();
    return field(
        label,
        messages.isEmpty() ? control : control.with("aria-invalid", "true"),
        Html.all(messages));
  }
}
