package io.beta9.provisioning.console.create;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.Breadcrumbs;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.intake.InvalidMetaConfigException;
import io.beta9.provisioning.intake.PlanRequests;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.operation.EnvironmentBusyException;
import io.beta9.provisioning.operation.OperationId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
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

/** Changes the meta-config of an environment: what would change, then Terraform's plan. */
@Controller
@RequestMapping(ConsolePaths.ROOT + "/environments/{id}/update")
public class UpdateResource {
  private final PageFrame frame;
  private final EffectiveCaller callers;
  private final UpdateRequests updates;
  private final PlanRequests plans;
  private final MetaConfigReader reader;
  private final ProblemDetails problems;

  public UpdateResource(
      PageFrame frame,
      EffectiveCaller callers,
      UpdateRequests updates,
      PlanRequests plans,
      MetaConfigReader reader,
      ProblemDetails problems) {
    this.frame = frame;
    this.callers = callers;
    this.updates = updates;
    this.plans = plans;
    this.reader = reader;
    this.problems = problems;
  }

  /** What a meta-config would change, or why it is rejected. */
  private record Evaluation(HttpStatusCode status, Html html) {}

  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @GetMapping
  ResponseEntity<byte[]> form(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    String yaml =
        YamlText.of(
            MetaConfigJson.toTree(MetaConfigJson.fromJson(environment.metaConfig().text())));
    return page(
        HttpStatus.OK,
        user,
        environment,
        yaml,
        evaluate(callers.as(user.caller(), id), environment, yaml).html());
  }

  /** What would change, while the meta-config is edited. Changes nothing. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/preview")
  ResponseEntity<byte[]> preview(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    return PageFrame.fragment(
        evaluate(callers.as(user.caller(), id), environment, form.raw(FormData.YAML)).html());
  }

  /** Changes nothing without the field {@code continue}. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping
  ResponseEntity<byte[]> update(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    Caller caller = callers.as(user.caller(), id);
    String yaml = form.raw(FormData.YAML);
    if (form.isChecked(UpdatePage.CONTINUE)
        && read(yaml) instanceof ParseResult.Valid(MetaConfig config)) {
      try {
        return PageFrame.redirect(request(caller, environment, config, form));
      } catch (ImmutableFieldsException
          | InvalidMetaConfigException
          | IllegalTransitionException
          | EnvironmentBusyException
          | FailureException e) {
        Evaluation rejected = rejected(e);
        return page(rejected.status(), user, environment, yaml, rejected.html());
      }
    }
    Evaluation evaluation = evaluate(caller, environment, yaml);
    return page(evaluation.status(), user, environment, yaml, evaluation.html());
  }

  /** Requests the plan, or the update of what cannot be planned; returns where it is shown. */
  private String request(Caller caller, Environment environment, MetaConfig config, FormData form) {
    if (updates.preview(caller, environment.id(), config).isPlannable()) {
      OperationId plan = plans.plan(caller, environment.id(), config).plan().operation();
      return PlanResource.address(environment, plan);
    }
    updates.update(caller, environment.id(), config, UpdateChanges.accepted(form), null);
    return address(environment);
  }

  private ParseResult read(String yaml) {
    return reader.read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
  }

  private Evaluation evaluate(Caller caller, Environment environment, String yaml) {
    return switch (read(yaml)) {
      case ParseResult.Invalid(List<Violation> violations) ->
          new Evaluation(
              HttpStatus.BAD_REQUEST,
              UpdatePage.rejection(violations.stream().map(Violation::toString).toList()));
      case ParseResult.Valid(MetaConfig config) -> {
        try {
          yield new Evaluation(
              HttpStatus.OK, UpdatePage.preview(updates.preview(caller, environment.id(), config)));
        } catch (ImmutableFieldsException
            | InvalidMetaConfigException
            | IllegalTransitionException
            | FailureException e) {
          yield rejected(e);
        }
      }
    };
  }

  private Evaluation rejected(RuntimeException e) {
    ProblemDetail problem = problems.of(e);
    return new Evaluation(
        HttpStatusCode.valueOf(problem.getStatus()),
        UpdatePage.rejection(List.of(Objects.requireNonNullElse(problem.getDetail(), ""))));
  }

  static String address(Environment environment) {
    return ConsolePaths.ROOT + "/environments/" + environment.id();
  }

  static Element breadcrumbs(Environment environment, String page) {
    return Breadcrumbs.of(
        List.of(
            new Breadcrumbs.Crumb(ConsolePaths.ROOT, "Environments"),
            new Breadcrumbs.Crumb(address(environment), environment.name())),
        page);
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status, SignedIn user, Environment environment, String yaml, Html preview) {
    return frame.page(
        status,
        user,
        Section.ENVIRONMENTS,
        "Update of " + environment.name(),
        UpdatePage.html(user, environment, yaml, preview));
  }
}
