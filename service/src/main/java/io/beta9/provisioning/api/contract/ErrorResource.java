package io.beta9.provisioning.api.contract;

import io.beta9.provisioning.api.authorization.PermittedToAll;
import io.beta9.provisioning.api.problem.ProblemDetails;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what was rejected outside of a resource, and requests for {@code /error} itself. */
@Controller
@PermittedToAll
public class ErrorResource implements ErrorController {
  private final ProblemDetails problems;

  public ErrorResource(ProblemDetails problems) {
    this.problems = problems;
  }

  @RequestMapping("/error")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    HttpStatus status =
        request.getDispatcherType() == DispatcherType.ERROR
                && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? HttpStatus.resolve(code)
            : HttpStatus.NOT_FOUND;
    Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    problems.write(
        request,
        response,
        ProblemDetails.ofStatus(
            status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status,
            path == null ? request.getRequestURI() : path.toString()));
  }
}
