package io.beta9.provisioning.console.create;

import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.NameTakenException;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.intake.EnvironmentLimitException;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.InvalidMetaConfigException;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.text.BodyFormat;
import io.beta9.provisioning.metaconfig.text.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The form for a new environment, with what it would create beside it. */
@Controller
@RequestMapping(ConsolePaths.ROOT + "/environments/new")
public class NewEnvironmentResource {
  private final PageFrame frame;
  private final EnvironmentRequests requests;
  private final MetaConfigReader reader;
  private final ProblemDetails problems;
  private final MetaConfigForm fields;

  /**
   * @param regions the regions to choose from
   */
  public NewEnvironmentResource(
      PageFrame frame,
      EnvironmentRequests requests,
      MetaConfigReader reader,
      ProblemDetails problems,
      List<String> regions) {
    this.frame = frame;
    this.requests = requests;
    this.reader = reader;
    this.problems = problems;
    this.fields = new MetaConfigForm(regions);
  }

  @Authorize(value = Permission.ENVIRONMENT_CREATE, on = Authorize.Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> form(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(defaultValue = "") String template) {
    FormData input = Templates.find(template).map(FormData::ofYaml).orElseGet(FormData::empty);
    return page(
        HttpStatus.OK,
        user,
        new NewEnvironmentPage(fields, input, template),
        NewEnvironmentPage.Problems.NONE);
  }

  /** What the fields would create, while they are filled in. Creates nothing. */
  @Authorize(value = Permission.ENVIRONMENT_CREATE, on = Authorize.Subject.INSTALLATION)
  @PostMapping("/preview")
  ResponseEntity<byte[]> preview(@RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    NewEnvironmentPage page = new NewEnvironmentPage(fields, form);
    return PageFrame.fragment(page.preview(parse(page)));
  }

  @Authorize(value = Permission.ENVIRONMENT_CREATE, on = Authorize.Subject.INSTALLATION)
  @PostMapping
  ResponseEntity<byte[]> create(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    NewEnvironmentPage page = new NewEnvironmentPage(fields, form);
    return switch (parse(page)) {
      case ParseResult.Invalid(List<Violation> violations) ->
          page(
              HttpStatus.BAD_REQUEST,
              user,
              page,
              new NewEnvironmentPage.Problems(violations, null));
      case ParseResult.Valid(var config) -> {
        try {
          Environment environment = requests.create(user.caller(), config, null);
          yield PageFrame.redirect(ConsolePaths.ROOT + "/environments/" + environment.id());
        } catch (InvalidMetaConfigException e) {
          yield page(
              HttpStatus.BAD_REQUEST,
              user,
              page,
              new NewEnvironmentPage.Problems(e.violations(), null));
        } catch (NameTakenException | EnvironmentLimitException | FailureException e) {
          ProblemDetail problem = problems.of(e);
          yield page(
              HttpStatusCode.valueOf(problem.getStatus()),
              user,
              page,
              new NewEnvironmentPage.Problems(
                  List.of(), Objects.requireNonNullElse(problem.getDetail(), "")));
        }
      }
    };
  }

  private ParseResult parse(NewEnvironmentPage page) {
    return reader.read(page.document().getBytes(StandardCharsets.UTF_8), BodyFormat.YAML);
  }

  private ResponseEntity<byte[]> page(
      HttpStatusCode status,
      SignedIn user,
      NewEnvironmentPage page,
      NewEnvironmentPage.Problems found) {
    return frame.page(
        status,
        user,
        Section.NEW_ENVIRONMENT,
        "New environment",
        page.html(user, parse(page), found));
  }
}
