package io.beta9.provisioning.console.environment;

import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.api.request.LargeDocument;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.html.Tags.Fact;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.tfstate.operations.StateOperations;
import io.beta9.provisioning.tfstate.operations.StateReading;
import io.beta9.provisioning.tfstate.s3.StateNotFoundException;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The resources of an environment's Terraform state. Reads only what {@link StateReading} returns
 * without secrets; the console has no page with the raw state.
 */
@Controller
public class StatePageResource {
  private final PageFrame frame;
  private final EffectiveCaller callers;
  private final StateReading states;
  private final ProblemDetails problems;

  public StatePageResource(
      PageFrame frame,
      EffectiveCaller callers,
      StateOperations operations,
      ProblemDetails problems) {
    this.frame = frame;
    this.callers = callers;
    this.states = operations.reading();
    this.problems = problems;
  }

  /** The list of the resources; with an address, also the attributes of that resource. */
  @Authorize(value = Permission.STATE_READ, on = Subject.ENVIRONMENT)
  @LargeDocument
  @GetMapping(ConsolePaths.ROOT + "/environments/{id}/state")
  ResponseEntity<byte[]> state(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      @RequestParam(name = "q", defaultValue = "") String text,
      @RequestParam(defaultValue = "") String address) {
    Environment environment = callers.environment(user.caller(), id);
    Caller caller = callers.as(user.caller(), id);
    String page = EnvironmentTable.address(environment.id().value()) + "/state";
    try {
      StateReading.Shown state = states.show(caller, environment.id(), null);
      StateList list = new StateList(page, text.strip(), opened(caller, environment, address));
      return page(
          HttpStatusCode.valueOf(200),
          user,
          environment,
          facts(user.as(caller), state),
          list.of(state.resources()));
    } catch (StateNotFoundException e) {
      return page(
          HttpStatusCode.valueOf(200),
          user,
          environment,
          div(
              "empty",
              p("lead", "There is no Terraform state yet."),
              p("muted", "Terraform has not created anything for this environment.")));
    } catch (FailureException e) {
      ProblemDetail problem = problems.of(e);
      return page(
          HttpStatusCode.valueOf(problem.getStatus()),
          user,
          environment,
          Element.of("div")
              .css("message message-bad")
              .with("role", "alert")
              .add(p("lines", Objects.requireNonNullElse(problem.getDetail(), ""))));
    }
  }

  private StateList.Opened opened(Caller caller, Environment environment, String address) {
    if (address.isEmpty()) {
      return StateList.Opened.NONE;
    }
    try {
      return new StateList.Opened(
          address, states.show(caller, environment.id(), null, address).attributes());
    } catch (StateNotFoundException e) {
      // The resource was removed after the list was shown, so the list without it is the answer.
      return StateList.Opened.NONE;
    }
  }

  private static Html facts(SignedIn user, StateReading.Shown state) {
    return div(
        "state-facts",
        Tags.facts(
                List.of(
                    new Fact("Serial", String.valueOf(state.serial())),
                    new Fact("Terraform", state.terraformVersion()),
                    new Fact("Lineage", code(state.lineage()))))
            .with("data-inline", "true"),
        Element.of("p")
            .css("hint")
            .text("Secret values are hidden.")
            .add(
                Html.when(
                    user.can(Permission.STATE_READ_RAW),
                    Html.all(
                        Html.text(" To read them, which is recorded in the audit trail: "),
                        code(
                            "./provisioner state show "
                                + state.environmentId()
                                + " --raw --reason TEXT")))));
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status, SignedIn user, Environment environment, Html... content) {
    return frame.page(
        status,
        user,
        Section.ENVIRONMENTS,
        "Terraform state of " + environment.name(),
        EnvironmentPage.breadcrumbs(
            environment.id().value(), environment.name(), "Terraform state"),
        div("page-head", h1("Terraform state"), StatusBadge.of(environment.status().code())),
        Html.all(content));
  }
}
