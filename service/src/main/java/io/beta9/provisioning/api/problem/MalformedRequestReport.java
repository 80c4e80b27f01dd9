package io.beta9.provisioning.api.problem;

import io.beta9.provisioning.telemetry.log.LogFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that Tomcat rejects before they reach a filter, for example those with an
 * invalid path, with a problem document and a request id instead of a page in HTML.
 */
public final class MalformedRequestReport extends ErrorReportValve {
  private static final Logger log = LoggerFactory.getLogger(MalformedRequestReport.class);

  private final JsonMapper json;
  private final String header;
  private final Supplier<String> ids;

  /**
   * @param header the header for the id of the request
   * @param ids supplies the ids of requests that have none
   */
  public MalformedRequestReport(JsonMapper json, String header, Supplier<String> ids) {
    this.json = json;
    this.header = header;
    this.ids = ids;
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    HttpStatus status = HttpStatus.resolve(response.getStatus());
    if (status == null
        || !status.isError()
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    String id = response.getHeader(header);
    if (id == null) {
      id = ids.get();
      response.setHeader(header, id);
    }
    ProblemDetail problem =
        ProblemDetails.problem(
            status,
            status.is4xxClientError() ? "malformed-request" : "rejected-request",
            "The request could not be processed: " + status.getReasonPhrase() + ".");
    problem.setProperty(LogFields.REQUEST, id);
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8);
      response.getOutputStream().write(json.writeValueAsBytes(ProblemDetails.document(problem)));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      log.debug("The client did not read the answer to a malformed request", e);
    }
  }
}
