package io.beta9.provisioning.console.page;

import static io.beta9.provisioning.console.html.Tags.div;
import static io.beta9.provisioning.console.html.Tags.h1;
import static io.beta9.provisioning.console.html.Tags.link;
import static io.beta9.provisioning.console.html.Tags.p;

import io.beta9.provisioning.api.problem.ProblemDetails;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.telemetry.log.LogFields;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Answers requests to the console that failed with a page: what the API says about it. */
@ControllerAdvice(basePackages = "io.beta9.provisioning.console")
@Order(Ordered.HIGHEST_PRECEDENCE)
public class ConsoleExceptionHandler {
  private final PageFrame frame;
  private final ProblemDetails problems;

  public ConsoleExceptionHandler(PageFrame frame, ProblemDetails problems) {
    this.frame = frame;
    this.problems = problems;
  }

  // All exceptions: an unexpected one is answered as a defect.
  @ExceptionHandler(Exception.class)
  ResponseEntity<byte[]> problem(Exception exception, HttpServletRequest request)
      throws IOException {
    if (exception instanceof IOException disconnected) {
      throw disconnected;
    }
    ProblemDetail problem = problems.of(exception);
    HttpStatusCode status = HttpStatusCode.valueOf(problem.getStatus());
    String title = status.value() == 404 ? "Not found" : "That did not work";
    Html[] content = {
      div(
          "card problem",
          h1(title),
          p("lead", Objects.requireNonNullElse(problem.getDetail(), "")),
          p(
              "muted",
              "Status "
                  + status.value()
                  + ", "
                  + problem.getTitle()
                  + ". Request "
                  + LogFields.value(LogFields.REQUEST)),
          link(ConsolePaths.ROOT, "All environments"))
    };
    return request.getAttribute(SignedIn.ATTRIBUTE) instanceof SignedIn user
        ? frame.page(status, user, null, title, content)
        : frame.bare(status, title, content);
  }
}
