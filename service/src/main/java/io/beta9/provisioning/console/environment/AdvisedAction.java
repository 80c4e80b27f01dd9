package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the console offers for a command that the API advises for a failed environment. Commands on
 * the machine of the service ({@code doctor}, {@code db}) have no counterpart, and the page itself
 * shows what {@code env get} and {@code env watch} print.
 */
enum AdvisedAction {
  RETRY("env retry", Permission.ENVIRONMENT_RETRY, Offer.FORM, "/retry", "Retry now"),
  UPDATE("env update", Permission.ENVIRONMENT_UPDATE, "/update", "Change the meta-config"),
  BOOTSTRAP(
      "env bootstrap",
      Permission.ENVIRONMENT_UPDATE,
      Offer.FORM,
      "/bootstrap",
      "Install Beta9 again"),
  REQUEST_QUOTA(
      "env request-quota",
      Permission.ENVIRONMENT_UPDATE,
      Offer.FORM,
      "/request-quota",
      "Request the increase"),
  RESTORE_ACCESS(
      "env restore-access",
      Permission.ENVIRONMENT_UPDATE,
      Offer.FORM,
      "/restore-access",
      "Restore the access to the cluster"),
  /** The forms below the failure ask for the name and a reason. */
  REMOVE_LEFTOVERS(
      "env leftovers", Permission.ENVIRONMENT_DESTROY, "#actions", "Remove leftovers …"),
  CANCEL("env cancel", Permission.ENVIRONMENT_RETRY, "#actions", "Cancel …"),
  DESTROY("env destroy", Permission.ENVIRONMENT_DESTROY, "#actions", "Destroy …"),
  DIAGNOSE("env diagnose", Permission.ENVIRONMENT_READ, "/diagnosis", "Diagnose"),
  LOGS("env logs", Permission.ENVIRONMENT_READ, "/logs", "Read the log"),
  LIST("env list", Permission.ENVIRONMENT_READ, Offer.PAGE, "", "All environments"),
  STATE("state", Permission.STATE_READ, "/state", "Inspect the state"),
  ACCOUNTS("accounts", Permission.ACCOUNT_MANAGE, Offer.PAGE, "/access/accounts", "Cloud accounts"),
  ONBOARDING(
      "onboarding", Permission.ACCOUNT_MANAGE, Offer.PAGE, "/access/accounts", "Cloud accounts"),
  REGIONS("regions", Permission.INSTALLATION_READ, Offer.PAGE, "/operations", "Regions");

  private enum Offer {
    /** A page or a place below the environment's address. */
    ENVIRONMENT,
    /** A form that is sent to an address below the environment's. */
    FORM,
    /** A page of the console. */
    PAGE
  }

  private final String command;
  private final Permission permission;
  private final Offer offer;
  private final String path;
  private final String text;

  AdvisedAction(String command, Permission permission, String path, String text) {
    this(command, permission, Offer.ENVIRONMENT, path, text);
  }

  AdvisedAction(String command, Permission permission, Offer offer, String path, String text) {
    this.command = command;
    this.permission = permission;
    this.offer = offer;
    this.path = path;
    this.text = text;
  }

  /**
   * Returns what this user may do of what a command line does; empty if there is nothing.
   *
   * @param line as the API advises it, for example {@code ./provisioner env retry demo}
   */
  static Optional<AdvisedAction> of(@Nullable String line, SignedIn user) {
    return line == null
        ? Optional.empty()
        : Arrays.stream(values())
            .filter(action -> (line + " ").startsWith("./provisioner " + action.command + " "))
            .filter(action -> user.can(action.permission))
            .findFirst();
  }

  /**
   * @param environment the address of the environment's page
   * @param css {@code primary} for the action that is advised
   */
  Html render(SignedIn user, String environment, String css) {
    return switch (offer) {
      case FORM -> PageFrame.form(user, environment + path, button(css, text));
      case ENVIRONMENT -> link(environment + path, css);
      case PAGE -> link(ConsolePaths.ROOT + path, css);
    };
  }

  private Element link(String address, String css) {
    return Element.of("a").css(("button " + css).strip()).with("href", address).text(text);
  }
}
