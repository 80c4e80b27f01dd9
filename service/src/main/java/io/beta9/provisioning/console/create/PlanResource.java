package io.beta9.provisioning.console.create;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.environment.StoredJson;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.intake.InvalidMetaConfigException;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.PlanRequests.RequestedPlan;
import io.beta9.provisioning.intake.UnknownPlanException;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate.ChangedValue;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.OperationId;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;

/** Plans of updates, and the updates that they become when they are confirmed. */
@Controller
@RequestMapping(ConsolePaths.ROOT + "/environments/{id}/plans/{plan}")
public class PlanResource {
  private final PageFrame frame;
  private final EffectiveCaller callers;
  private final PlanRequests plans;
  private final UpdateRequests updates;
  private final ProblemDetails problems;
  private final Clock clock;

  public PlanResource(
      PageFrame frame,
      EffectiveCaller callers,
      PlanRequests plans,
      UpdateRequests updates,
      ProblemDetails problems,
      Clock clock) {
    this.frame = frame;
    this.callers = callers;
    this.plans = plans;
    this.updates = updates;
    this.problems = problems;
    this.clock = clock;
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping
  ResponseEntity<byte[]> plan(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      @PathVariable String plan) {
    return page(HttpStatus.OK, user, callers.environment(user.caller(), id), plan, Html.none());
  }

  /** Requests the update with the meta-config of the plan; the form contains none. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/confirm")
  ResponseEntity<byte[]> confirm(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id,
      @PathVariable String plan) {
    Environment environment = callers.environment(user.caller(), id);
    String reason = form.get("reason");
    Caller caller =
        RequestReason.with(callers.as(user.caller(), id), reason.isEmpty() ? null : reason);
    try {
      plans.confirm(caller, environment.id(), planId(plan), UpdateChanges.accepted(form));
      return PageFrame.redirect(UpdateResource.address(environment));
    } catch (FailureException
        | ImmutableFieldsException
        | InvalidMetaConfigException
        | IllegalTransitionException
        | EnvironmentBusyException e) {
      ProblemDetail problem = problems.of(e);
      return page(
          HttpStatusCode.valueOf(problem.getStatus()),
          user,
          environment,
          plan,
          UpdateChanges.error(List.of(Objects.requireNonNullElse(problem.getDetail(), ""))));
    }
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status, SignedIn user, Environment environment, String plan, Html problem) {
    Caller caller = callers.as(user.caller(), environment.id().value());
    RequestedPlan requested = plans.find(caller, environment.id(), planId(plan));
    return frame.page(
        status,
        user,
        Section.ENVIRONMENTS,
        "Plan for " + environment.name(),
        new PlanPage(user.as(caller), environment, requested, clock.instant())
            .html(changes(caller, environment, requested), problem));
  }

  /** Returns what the update would change; null if it is not one, or cannot be requested now. */
  private @Nullable List<ChangedValue> changes(
      Caller caller, Environment environment, RequestedPlan requested) {
    StoredJson metaConfig = requested.plan().metaConfig();
    if (metaConfig == null) {
      return null;
    }
    try {
      return updates
          .preview(caller, environment.id(), MetaConfigJson.fromJson(metaConfig.text()))
          .changes();
    } catch (FailureException
        | ImmutableFieldsException
        | InvalidMetaConfigException
        | IllegalTransitionException e) {
      return null;
    }
  }

  static String address(Environment environment, OperationId plan) {
    return UpdateResource.address(environment) + "/plans/" + plan;
  }

  private static OperationId planId(String text) {
    return OperationId.parse(text).orElseThrow(() -> new UnknownPlanException(text));
  }
}
