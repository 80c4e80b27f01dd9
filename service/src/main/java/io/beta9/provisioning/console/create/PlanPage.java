package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.h2;
import static io.beta9.provisioning.console.html.Tags.input;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.page.Times;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.intake.PlanRequests.RequestedPlan;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import io.beta9.provisioning.operation.OperationState;
import io.beta9.provisioning.operation.UpdateRepository.StoredPlan;
import io.beta9.provisioning.terraform.plan.PlanImpact;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plan of an update: what Terraform would do, and the form that requests exactly that. */
final class PlanPage {
  private final SignedIn user;
  private final Environment environment;
  private final RequestedPlan requested;
  private final Instant now;

  PlanPage(SignedIn user, Environment environment, RequestedPlan requested, Instant now) {
    this.user = user;
    this.environment = environment;
    this.requested = requested;
    this.now = now;
  }

  /**
   * Returns the page.
   *
   * @param changes what the update changes in the infra model; null if it cannot be requested now
   * @param problem why a confirmation was rejected; nothing if there was none
   */
  Html html(@Nullable List<ChangedValue> changes, Html problem) {
    StoredPlan plan = requested.plan();
    return Html.all(
        UpdateResource.breadcrumbs(environment, "Plan"),
        div("page-head", h1("Plan of an update"), StatusBadge.of(plan.state().code())),
        Tags.facts(
                List.of(
                    new Fact("Plan", code(plan.operation().value())),
                    new Fact("Requested", Times.ago(plan.requestedAt(), now)),
                    new Fact("Ended", Times.ago(plan.finishedAt(), now))))
            .with("data-inline", "true"),
        problem,
        part(changes));
  }

  /** The part that is replaced until the plan has ended. */
  private Html part(@Nullable List<ChangedValue> changes) {
    StoredPlan plan = requested.plan();
    Element part = Element.of("div").with("id", "plan").css("stack");
    if (plan.state() == OperationState.SUCCEEDED) {
      return part.add(planned(changes));
    }
    if (plan.state().isTerminal()) {
      return part.add(failed(plan.failure()), impacts());
    }
    return part.with("hx-get", PlanResource.address(environment, plan.operation()))
        .with("hx-trigger", "every 2s")
        .with("hx-select", "#plan")
        .with("hx-swap", "outerHTML")
        .with("aria-live", "polite")
        .add(
            div(
                "empty",
                p("lead", "Terraform is planning the update."),
                p("muted", "Nothing is changed, and the environment keeps its status."),
                link(PlanResource.address(environment, plan.operation()), "Reload")));
  }

  private Html planned(@Nullable List<ChangedValue> changes) {
    boolean confirmable = changes != null && requested.plan().metaConfig() != null;
    return div(
        "columns",
        div("column-main", impacts()),
        div(
            "column-side",
            confirmable ? confirmation() : Html.none(),
            changes == null ? Html.none() : card("Infra model", UpdateChanges.of(changes))));
  }

  private Html impacts() {
    return requested.impacts().isEmpty() && requested.plan().state() != OperationState.SUCCEEDED
        ? Html.none()
        : card("What Terraform would do", PlanTable.of(requested.impacts()));
  }

  private Html confirmation() {
    if (!user.can(Permission.ENVIRONMENT_UPDATE)) {
      return card("Update", p("muted", "Your role reads only."));
    }
    boolean loses =
        requested.impacts().stream().map(PlanImpact::loss).anyMatch(loss -> loss != null);
    return card(
        "Update",
        p(
            "",
            "Exactly this plan is executed. If Terraform would interrupt, remove or lose anything"
                + " else by then, the update is rejected and nothing is changed."),
        PageFrame.form(
                user,
                PlanResource.address(environment, requested.plan().operation()) + "/confirm",
                UpdateChanges.acceptances(requested.requiredAcceptances()),
                Html.when(
                    loses, UpdateChanges.error(List.of("Data is lost that cannot be restored."))),
                field(
                    "Reason, for the audit trail",
                    input("reason", "text", "").with("maxlength", "500")),
                div(
                    "button-row",
                    button(loses ? "danger" : "primary", "Update the environment"),
                    Element.of("a")
                        .css("button")
                        .with("href", UpdateResource.address(environment) + "/update")
                        .text("Change it")))
            .css("stack"));
  }

  private Html failed(@Nullable Failure failure) {
    return Element.of("section")
        .css("card failure")
        .add(
            div(
                "failure-head",
                h2(failure == null ? "Nothing was changed" : failure.what()),
                failure == null ? Html.none() : span("badge badge-bad", failure.kind().code())),
            failure == null
                ? p("lead", "The operation was cancelled.")
                : Html.all(
                    p("lead", failure.why()),
                    div("next-step", span("next-label", "Next step"), p("", failure.next()))),
            Html.when(
                user.can(Permission.ENVIRONMENT_UPDATE),
                div(
                    "button-row",
                    Element.of("a")
                        .css("button primary")
                        .with("href", UpdateResource.address(environment) + "/update")
                        .text("Plan an update"))));
  }
}
