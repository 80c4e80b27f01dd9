package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What an update changes in the infra model, and the consequences that it has to accept. */
final class UpdateChanges {
  private static final String ACCEPT = "accept-";

  private UpdateChanges() {}

  static Html of(List<ChangedValue> changes) {
    if (changes.isEmpty()) {
      return p("muted", "Nothing would change in the infra model.");
    }
    return Element.of("ul")
        .css("changes")
        .with("aria-label", "What changes in the infra model")
        .add(changes.stream().map(UpdateChanges::change).toList());
  }

  private static Element change(ChangedValue change) {
    Consequence consequence = change.effect().consequence();
    String loss = change.effect().dataLoss();
    return Element.of("li")
        .add(
            code(change.difference().path()),
            Element.of("span")
                .css("change-values")
                .add(
                    Element.of("del").text(change.difference().before()),
                    span("muted", "→").with("aria-label", "becomes"),
                    Element.of("ins").text(change.difference().after())),
            consequence == null
                ? Html.when(
                    !change.effect().explanation().isEmpty(),
                    span("hint", change.effect().explanation()))
                : span("change-effect", interruption(consequence)),
            loss == null ? Html.none() : span("failure-line", "Lost: " + loss));
  }

  /** Returns what is interrupted, and for how long, as a clause. */
  static String interruption(Consequence consequence) {
    return consequence.description()
        + ", usually for at most "
        + DurationFormat.words(consequence.usualDuration());
  }

  /** Returns a box for each consequence; a browser does not send the form without all of them. */
  static Html acceptances(Collection<Consequence> required) {
    return required.isEmpty()
        ? Html.none()
        : Element.of("fieldset")
            .css("acceptances")
            .add(Element.of("legend").text("Interruptions to accept"))
            .add(required.stream().map(UpdateChanges::acceptance).toList());
  }

  private static Element acceptance(Consequence consequence) {
    return Element.of("label")
        .css("check")
        .add(
            input(ACCEPT + consequence.code(), "checkbox", "yes").flag("required", true),
            Element.of("span")
                .add(code(consequence.code()), Html.text(": " + interruption(consequence))));
  }

  /** Returns the consequences whose boxes are checked. */
  static Set<Consequence> accepted(FormData form) {
    Set<Consequence> accepted = EnumSet.noneOf(Consequence.class);
    for (Consequence consequence : Consequence.values()) {
      if (consequence.isAcceptanceRequired() && form.isChecked(ACCEPT + consequence.code())) {
        accepted.add(consequence);
      }
    }
    return accepted;
  }

  /** Returns why a request was rejected. */
  static Html error(List<String> messages) {
    return Element.of("div")
        .css("message message-bad")
        .with("role", "alert")
        .add(messages.stream().map(text -> p("lines", text)).toList());
  }
}
