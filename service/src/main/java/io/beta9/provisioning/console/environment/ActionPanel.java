package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.StatusTransitions;
import io.beta9.provisioning.environment.Transition;

/** What can be requested in the current status. Dangerous actions require the name and a reason. */
final class ActionPanel {
  private ActionPanel() {}

  static Html of(SignedIn user, EnvironmentView environment) {
    EnvironmentStatus status = EnvironmentStatus.parse(environment.status()).orElseThrow();
    String address = EnvironmentTable.address(environment.environmentId());
    return card(
        "Actions",
        Html.when(
            status == EnvironmentStatus.READY && user.can(Permission.ENVIRONMENT_UPDATE),
            action(
                user,
                address + "/bootstrap",
                "Install Beta9 again",
                "Repeats the installation in the cluster. The infrastructure remains.")),
        Html.when(
            StatusTransitions.isLegal(status, Transition.REQUEST_PROVISION)
                && user.can(Permission.ENVIRONMENT_UPDATE),
            Element.of("a")
                .css("button start")
                .with("href", address + "/update")
                .text("Change the meta-config")),
        Html.when(
            status.isInProgress() && user.can(Permission.ENVIRONMENT_RETRY),
            dangerous(
                user,
                environment,
                new Danger(
                    address + "/cancel",
                    "Cancel",
                    "Stops the operation after what is in flight. Nothing is deleted."))),
        Html.when(
            status == EnvironmentStatus.FAILED && user.can(Permission.ENVIRONMENT_DESTROY),
            dangerous(
                user,
                environment,
                new Danger(
                    address + "/remove-leftovers",
                    "Remove leftovers",
                    "Deletes what is in the account and in no Terraform state, if it is proven to"
                        + " be of this environment, holds no data and is not used."))),
        Html.when(
            StatusTransitions.isLegal(status, Transition.REQUEST_DESTROY)
                && user.can(Permission.ENVIRONMENT_DESTROY),
            dangerous(
                user,
                environment,
                new Danger(
                    address + "/destroy",
                    "Destroy",
                    "Deletes the cluster, the databases and everything else of this"
                        + " environment."))),
        Html.when(
            status == EnvironmentStatus.DESTROYED,
            p("muted", "Nothing of this environment is left.")),
        Html.when(!user.can(Permission.ENVIRONMENT_RETRY), p("muted", "Your role reads only.")));
  }

  private record Danger(String address, String title, String consequence) {}

  private static Element action(SignedIn user, String address, String title, String about) {
    return PageFrame.form(user, address, button("", title), p("hint", about)).css("action");
  }

  private static Element dangerous(SignedIn user, EnvironmentView environment, Danger danger) {
    return Element.of("details")
        .css("action")
        .add(
            Element.of("summary").css("button danger-quiet").text(danger.title() + " …"),
            PageFrame.form(
                user,
                danger.address(),
                p("", danger.consequence()),
                field(
                    "Type " + environment.name() + " to confirm",
                    input("confirm", "text", "")
                        .flag("required", true)
                        .with("autocomplete", "off")
                        .with("spellcheck", "false")),
                field(
                    "Reason, for the audit trail",
                    input("reason", "text", "").flag("required", true).with("maxlength", "500")),
                button("danger", danger.title())));
  }
}
