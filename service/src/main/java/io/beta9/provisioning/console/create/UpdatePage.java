package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.intake.UpdateRequests.UpdatePreviewResult;
import java.util.List;

/** The form of an update. What the update would change is beside it, also while it is edited. */
final class UpdatePage {
  static final String CONTINUE = "continue";

  private static final String PREVIEW = "preview";

  private UpdatePage() {}

  /**
   * Returns the page.
   *
   * @param preview what the meta-config would change, or why it is rejected
   */
  static Html html(SignedIn user, Environment environment, String yaml, Html preview) {
    String address = UpdateResource.address(environment) + "/update";
    return Html.all(
        UpdateResource.breadcrumbs(environment, "Update"),
        div("page-head", h1("Update"), StatusBadge.of(environment.status().code())),
        PageFrame.form(
                user,
                address,
                div(
                    "editor",
                    card(
                        "Meta-config",
                        field(
                            "YAML",
                            Element.of("textarea")
                                .with("name", FormData.YAML)
                                .with("spellcheck", "false")
                                .with("rows", "30")
                                .with("aria-describedby", PREVIEW)
                                .text(yaml)),
                        Element.of("div")
                            .css("button-row")
                            .flag("data-without-script", true)
                            .add(button("", "Show what would change"))),
                    Element.of("div")
                        .css("stack sticky")
                        .with("id", PREVIEW)
                        .with("aria-live", "polite")
                        .add(preview)))
            .css("stack")
            .with("hx-post", address + "/preview")
            .with("hx-trigger", "input delay:400ms")
            .with("hx-target", "#" + PREVIEW)
            .with("hx-sync", "this:replace"));
  }

  /** Returns what the update would change, and the infra model that it would result in. */
  static Html preview(UpdatePreviewResult preview) {
    return Html.all(
        card("What would change", UpdateChanges.of(preview.changes())),
        next(preview),
        card("Infra model after the update", ModelPreview.of(preview.model())));
  }

  /** Returns why the meta-config is rejected. */
  static Html rejection(List<String> messages) {
    return card("What would change", UpdateChanges.error(messages));
  }

  /** Only what has never been created is updated without a plan: nothing can be interrupted. */
  private static Element next(UpdatePreviewResult preview) {
    boolean plannable = preview.isPlannable();
    return card(
        plannable ? "Plan" : "Update",
        p(
            "",
            plannable
                ? "Terraform plans the update first: what it creates, changes, replaces and"
                    + " destroys. Nothing is changed until you confirm the plan."
                : "Nothing of this environment has been created yet, so that nothing can be"
                    + " interrupted."),
        plannable ? Html.none() : UpdateChanges.acceptances(preview.requiredAcceptances()),
        Element.of("button")
            .with("type", "submit")
            .with("name", CONTINUE)
            .with("value", "yes")
            .with("id", "continue")
            .css("primary start")
            .text(plannable ? "Plan the update" : "Update the environment"));
  }
}
