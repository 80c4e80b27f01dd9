package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.apimodel.environment.ConnectionView;
import io.beta9.provisioning.connection.Beta9Connection;
import io.beta9.provisioning.connection.ConnectionGuide;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.failure.FailureException;

/** How to connect to the Beta9 of an environment that is ready. */
final class ConnectionCard {
  private ConnectionCard() {}

  static Html of(Environment environment) {
    if (environment.status() != EnvironmentStatus.READY) {
      return Html.none();
    }
    return Element.of("details")
        .css("card disclosure")
        .add(Element.of("summary").text("How to connect"), content(environment));
  }

  private static Html content(Environment environment) {
    try {
      ConnectionView guide = ConnectionGuide.of(Beta9Connection.of(environment));
      Element steps = Element.of("ol").css("guide");
      for (ConnectionView.Step step : guide.steps()) {
        steps = steps.add(Element.of("li").add(p("", step.description()), commands(step)));
      }
      return div(
          "stack",
          p("muted", "Reachable from the " + guide.reachableFrom() + " at " + guide.httpUrl()),
          steps);
    } catch (FailureException e) {
      return p("muted", e.failure().message());
    }
  }

  private static Html commands(ConnectionView.Step step) {
    if (step.commands().isEmpty()) {
      return Html.none();
    }
    String text = String.join("\n", step.commands());
    return div(
        "command",
        Element.of("code").css("lines").text(text),
        Element.of("button")
            .with("type", "button")
            .css("copy")
            .with("data-copy", text)
            .with("aria-label", "Copy the commands")
            .flag("hidden", true)
            .text("Copy"));
  }
}
