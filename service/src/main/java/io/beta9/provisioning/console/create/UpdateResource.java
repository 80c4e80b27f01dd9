package io.beta9.provisioning.console.create;

import static io.beta9.provisioning.console.html.Tags.button;
import static io.beta9.provisioning.console.html.Tags.card;
import static io.beta9.provisioning.console.html.Tags.code;
import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.field;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.input;
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
import io.beta9.provisioning.console.html.Tags;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.page.StatusBadge;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.IllegalTransitionException;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.intake.ImmutableFieldsException;
import io.beta9.provisioning.intake.InvalidMetaConfigException;
import io.beta9.provisioning.intake.UpdateRequests;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigJson;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.change.Consequence;
import io.beta9.provisioning.metaconfig.change.MetaConfigUpdate;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

/** Changes the meta-config of an environment: first what would change, then the update. */
@Controller
@RequestMapping(ConsolePaths.ROOT + "/environments/{id}/update")
public class UpdateResource {
  private static final String ACCEPT = "accept-";

  private final PageFrame frame;
  private final EffectiveCaller callers;
  private final UpdateRequests updates;
  private final MetaConfigReader reader;
  private final ProblemDetails problems;

  public UpdateResource(
      PageFrame frame,
      EffectiveCaller callers,
      UpdateRequests updates,
      MetaConfigReader reader,
      ProblemDetails problems) {
    this.frame = frame;
    this.callers = callers;
    this.updates = updates;
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
        p("muted", "Change the meta-config, then look at what would change."));
  }

  /** Changes the environment only if the form contains the box that confirms it. */
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
          page(
              HttpStatus.BAD_REQUEST,
              user,
              environment,
              yaml,
              error(violations.stream().map(Violation::toString).toList()));
      case ParseResult.Valid(MetaConfig config) -> valid(user, environment, caller, form, config);
    };
  }

  private ResponseEntity<byte[]> valid(
      SignedIn user, Environment environment, Caller caller, FormData form, MetaConfig config) {
    String yaml = form.raw(FormData.YAML);
    try {
      if (form.isChecked("confirm")) {
        updates.update(caller, environment.id(), config, accepted(form), null);
        return PageFrame.redirect(address(environment));
      }
      return page(
          HttpStatus.OK,
          user,
          environment,
          yaml,
          changes(updates.preview(caller, environment.id(), config)));
    } catch (ImmutableFieldsException
        | InvalidMetaConfigException
        | IllegalTransitionException
        | FailureException e) {
      ProblemDetail problem = problems.of(e);
      return page(
          HttpStatusCode.valueOf(problem.getStatus()),
          user,
          environment,
          yaml,
          error(List.of(Objects.requireNonNullElse(problem.getDetail(), ""))));
    }
  }

  /** The interruptions that are accepted: those whose boxes are checked. */
  private static Set<Consequence> accepted(FormData form) {
    Set<Consequence> accepted = EnumSet.noneOf(Consequence.class);
    for (Consequence consequence : Consequence.values()) {
      if (consequence.isAcceptanceRequired() && form.isChecked(ACCEPT + consequence.code())) {
        accepted.add(consequence);
      }
    }
    return accepted;
  }

  private static Html changes(UpdateRequests.UpdatePreviewResult preview) {
    if (preview.changes().isEmpty()) {
      return p("message", "Nothing would change in the infrastructure.");
    }
    return Html.all(
        Tags.table(
            "What would change",
            List.of("Field", "Now", "Then"),
            preview.changes().stream()
                .map(MetaConfigUpdate.ChangedValue::difference)
                .map(
                    change ->
                        Tags.row(
                            code(change.path()),
                            Tags.td("text-cell", Html.text(change.before())),
                            Tags.td("text-cell", Html.text(change.after()))))
                .toList()),
        Html.all(preview.requiredAcceptances().stream().map(UpdateResource::acceptance).toList()));
  }

  private static Element acceptance(Consequence consequence) {
    return Element.of("label")
        .css("check")
        .add(
            input(ACCEPT + consequence.code(), "checkbox", "yes"),
            span(
                "",
                "I accept that "
                    + consequence.description()
                    + ", usually for at most "
                    + DurationFormat.words(consequence.usualDuration())));
  }

  private static Html error(List<String> messages) {
    return Element.of("div")
        .css("message message-bad")
        .with("role", "alert")
        .add(messages.stream().map(text -> p("", text)).toList());
  }

  private static String address(Environment environment) {
    return ConsolePaths.ROOT + "/environments/" + environment.id();
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status, SignedIn user, Environment environment, String yaml, Html result) {
    return frame.page(
        status,
        user,
        Section.ENVIRONMENTS,
        "Update of " + environment.name(),
        Element.of("nav")
            .css("breadcrumbs")
            .with("aria-label", "Breadcrumbs")
            .add(
                link(ConsolePaths.ROOT, "Environments"),
                span("separator", "/"),
                link(address(environment), environment.name()),
                span("separator", "/"),
                span("current", "Update")),
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
                    div(
                        "stack sticky",
                        card(
                            "What would change",
                            result,
                            div("button-row", button("", "Show what would change"))),
                        card(
                            "Update",
                            p(
                                "",
                                "Terraform changes the infrastructure. What is replaced is drained"
                                    + " first."),
                            Element.of("button")
                                .with("type", "submit")
                                .with("name", "confirm")
                                .with("value", "yes")
                                .css("primary")
                                .text("Update the environment")))))
            .css("stack"));
  }
}
