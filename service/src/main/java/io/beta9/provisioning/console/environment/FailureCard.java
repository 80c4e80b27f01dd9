package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;
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
import io.beta9.provisioning.console.page.PageFrame;
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

  /** The advised action comes first. */
  private static Element buttons(SignedIn user, EnvironmentView environment, String address) {
    String advised = Objects.requireNonNullElse(environment.nextAction().command(), "");
    boolean update = advised.contains(" env update ");
    boolean diagnose = advised.contains(" env diagnose ");
    boolean quota =
        advised.contains(" env request-quota ") && user.can(Permission.ENVIRONMENT_UPDATE);
    String retry = update || diagnose || quota ? "" : "primary";
    return div(
        "button-row",
        Html.when(
            update && user.can(Permission.ENVIRONMENT_UPDATE),
            linkTo("button primary", address + "/update", "Change the meta-config")),
        Html.when(
            quota,
            PageFrame.form(
                user, address + "/request-quota", button("primary", "Request the increase"))),
        Html.when(diagnose, linkTo("button primary", address + "/diagnosis", "Diagnose")),
        Html.when(
            user.can(Permission.ENVIRONMENT_RETRY),
            PageFrame.form(user, address + "/retry", button(retry, "Retry now"))),
        Html.when(!diagnose, linkTo("button", address + "/diagnosis", "Diagnose")),
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
