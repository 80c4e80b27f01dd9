package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.console.html.Element;

/** A secret that is shown once, in the answer to the request that has created it. */
public final class SecretCard {
  private SecretCard() {}

  /**
   * Returns the card.
   *
   * @param subject what the secret is, as in "Copy the key of ci"
   */
  public static Element of(String subject, String secret) {
    return Element.of("section")
        .css("card message-card")
        .with("role", "status")
        .add(
            p("lead", subject + " now. It is not shown again."),
            div(
                "command",
                code(secret),
                Element.of("button")
                    .with("type", "button")
                    .css("copy")
                    .with("data-copy", secret)
                    .with("aria-label", "Copy the secret")
                    .flag("hidden", true)
                    .text("Copy")));
  }
}
