package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;
import static io.beta9.provisioning.console.html.Tags.span;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.console.html.Element;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
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
import io.beta9.provisioning.intake.UpdateRequests.UpdatePreviewResult;
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

  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @GetMapping
  ResponseEntity<byte[]> form(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    return page(
        HttpStatus.OK,
        user,
        environment,
        YamlText.of(
            MetaConfigJson.toTree(MetaConfigJson.fromJson(environment.metaConfig().text()))),
        card(
            "What would change",
            p("muted", "Change the meta-config, then look at what would change."),
            div("button-row", button("", "Show what would change"))));
  }

  /** Changes nothing without the field {@code continue}, which only the form after it has. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping
  ResponseEntity<byte[]> update(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    Environment environment = callers.environment(user.caller(), id);
    Caller caller = callers.as(user.caller(), id);
    String yaml = form.raw(FormData.YAML);
    return switch (reader.read(yaml.getBytes(StandardCharsets.UTF_8), BodyFormat.YAML)) {
      case ParseResult.Invalid(List<Violation> violations) ->
          rejected(
              HttpStatus.BAD_REQUEST,
              user,
              environment,
              yaml,
              violations.stream().map(Violation::toString).toList());
      case ParseResult.Valid(MetaConfig config) -> valid(user, environment, caller, form, config);
    };
  }

  private ResponseEntity<byte[]> valid(
      SignedIn user, Environment environment, Caller caller, FormData form, MetaConfig config) {
    String yaml = form.raw(FormData.YAML);
    try {
      UpdatePreviewResult preview = updates.preview(caller, environment.id(), config);
      if (!form.isChecked("continue")) {
        return page(HttpStatus.OK, user, environment, yaml, next(preview));
      }
      if (preview.isPlannable()) {
        OperationId plan = plans.plan(caller, environment.id(), config).plan().operation();
        return PageFrame.redirect(PlanResource.address(environment, plan));
      }
      updates.update(caller, environment.id(), config, UpdateChanges.accepted(form), null);
      return PageFrame.redirect(address(environment));
    } catch (ImmutableFieldsException
        | InvalidMetaConfigException
        | IllegalTransitionException
        | EnvironmentBusyException
        | FailureException e) {
      ProblemDetail problem = problems.of(e);
      return rejected(
          HttpStatusCode.valueOf(problem.getStatus()),
          user,
          environment,
          yaml,
          List.of(Objects.requireNonNullElse(problem.getDetail(), "")));
    }
  }

  /** Only what has never been created is updated without a plan: nothing can be interrupted. */
  private static Html next(UpdatePreviewResult preview) {
    boolean plannable = preview.isPlannable();
    return Html.all(
        card(
            "What would change",
            UpdateChanges.of(preview.changes()),
            div("button-row", button("", "Show what would change"))),
        card(
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
                .with("name", "continue")
                .with("value", "yes")
                .css("primary start")
                .text(plannable ? "Plan the update" : "Update the environment")));
  }

  static String address(Environment environment) {
    return ConsolePaths.ROOT + "/environments/" + environment.id();
  }

  static Element breadcrumbs(Environment environment, String page) {
    return Element.of("nav")
        .css("breadcrumbs")
        .with("aria-label", "Breadcrumbs")
        .add(
            link(ConsolePaths.ROOT, "Environments"),
            span("separator", "/"),
            link(address(environment), environment.name()),
            span("separator", "/"),
            span("current", page));
  }

  private ResponseEntity<byte[]> rejected(
      HttpStatusCode status,
      SignedIn user,
      Environment environment,
      String yaml,
      List<String> messages) {
    return page(
        status,
        user,
        environment,
        yaml,
        card(
            "What would change",
            UpdateChanges.error(messages),
            div("button-row", button("", "Show what would change"))));
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status, SignedIn user, Environment environment, String yaml, Html result) {
    return frame.page(
        status,
        user,
        Section.ENVIRONMENTS,
        "Update of " + environment.name(),
        breadcrumbs(environment, "Update"),
        div("page-head", h1("Update"), StatusBadge.of(environment.status().code())),
        PageFrame.form(
                user,
                address(environment) + "/update",
                div(
                    "editor",
                    card(
                        "Meta-config",
                        field(
                            "YAML",
                            Element.of("textarea")
                                .with("name", FormData.YAML)
                                .with("spellcheck", "false")
                                .with("rows", "24")
                                .text(yaml))),
                    div("stack sticky", result)))
            .css("stack"));
  }
}
