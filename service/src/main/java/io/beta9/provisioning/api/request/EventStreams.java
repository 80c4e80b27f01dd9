package io.beta9.provisioning.api.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/** Requests whose answer is a stream of server-sent events instead of a page. */
public final class EventStreams {
  private EventStreams() {}

  /**
   * Returns whether the client prefers a stream: generated clients accept every content type of an
   * operation, of which the first of the highest quality counts, as it does for the choice of the
   * resource's method.
   */
  public static boolean isRequested(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (!path.endsWith("/events") && !path.endsWith("/logs")) {
      return false;
    }
    for (MediaType accepted : accepted(request)) {
      if (accepted.includes(MediaType.APPLICATION_JSON)
          || accepted.includes(MediaType.APPLICATION_YAML)) {
        return false;
      }
      if (accepted.includes(MediaType.TEXT_EVENT_STREAM)) {
        return true;
      }
    }
    return false;
  }

  private static List<MediaType> accepted(HttpServletRequest request) {
    try {
      List<MediaType> accepted =
          new ArrayList<>(
              MediaType.parseMediaTypes(Collections.list(request.getHeaders(HttpHeaders.ACCEPT))));
      MimeTypeUtils.sortBySpecificity(accepted);
      return accepted;
    } catch (InvalidMediaTypeException e) {
      return List.of();
    }
  }
}
