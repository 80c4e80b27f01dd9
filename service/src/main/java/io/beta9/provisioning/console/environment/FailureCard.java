package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.facts;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.apimodel.environment.FailureView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.timeline.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What failed, why, who has to act, and the next step as a button. */
final class FailureCard {
  private FailureCard() {}

  static Html of(SignedIn user, EnvironmentView environment) {
    if (!environment.status().equals("failed")) {
      return environment.warning() == null
          ? Html.none()
          : Element.of("section")
              .css("card failure")
              .add(h2("Needs attention"), p("lead", environment.warning()));
    }
    FailureView failure = environment.failure();
    String address = EnvironmentTable.address(environment.environmentId());
    return Element.of("section")
        .css("card failure")
        .with("aria-label", "Failure")
        .add(
            div(
                "failure-head",
                h2(failure == null ? "The last operation failed" : failure.what()),
                failure == null ? Html.none() : span("badge badge-bad", failure.failureClass())),
            failure == null
                ? p("lead", Objects.requireNonNullElse(environment.errorMessage(), ""))
                : explanation(failure),
            command(environment.nextAction().command()),
            buttons(user, environment, address));
  }

  /** The command that the API advises, for those who have a terminal open. */
  static Html command(@Nullable String command) {
    return command == null
        ? Html.none()
        : div(
            "command",
            code(command),
            Element.of("button")
                .with("type", "button")
                .css("copy")
                .with("data-copy", command)
                .with("aria-label", "Copy the command")
                .flag("hidden", true)
                .text("Copy"));
  }

  /** The advised action comes first; it and no other is the primary one. */
  private static Element buttons(SignedIn user, EnvironmentView environment, String address) {
    AdvisedAction advised = AdvisedAction.of(environment.nextAction().command(), user).orElse(null);
    return div(
        "button-row",
        advised == null ? Html.none() : advised.render(user, address, "primary"),
        Html.when(
            advised != AdvisedAction.RETRY && user.can(Permission.ENVIRONMENT_RETRY),
            AdvisedAction.RETRY.render(user, address, "")),
        Html.when(
            advised != AdvisedAction.DIAGNOSE, AdvisedAction.DIAGNOSE.render(user, address, "")),
        linkTo("button quiet", address + "/logs" + step(environment), "Log of this step"));
  }

  /** Returns the last lines of the step that failed; nothing if there are none. */
  static Html log(List<LogLine> lines) {
    return lines.isEmpty()
        ? Html.none()
        : card(
            "Log of the step that failed",
            EnvironmentPageResource.logBox(
                "Log of the step that failed", TimelineList.repeatedLines(lines)));
  }

  private static String step(EnvironmentView environment) {
    return environment.phase() == null ? "" : "?step=" + environment.phase();
  }

  private static Element linkTo(String css, String address, String text) {
    return Element.of("a").css(css).with("href", address).text(text);
  }

  private static Html explanation(FailureView failure) {
    List<Fact> details = new ArrayList<>();
    details.add(new Fact("Who has to act", party(failure.responsible())));
    if (failure.phase() != null) {
      details.add(new Fact("Step", StatusBadge.words(failure.phase())));
    }
    if (failure.resource() != null) {
      details.add(new Fact("Resource", code(failure.resource())));
    }
    details.add(new Fact("Code", code(failure.code())));
    return Html.all(
        p("lead", failure.why()),
        div("next-step", span("next-label", "Next step"), p("", failure.next())),
        facts(details));
  }

  private static String party(String responsible) {
    return switch (responsible) {
      case "customer" -> "You, in your cloud account or meta-config";
      case "operator" -> "The operator of this service";
      default -> "No one: it is retried automatically";
    };
  }
}
