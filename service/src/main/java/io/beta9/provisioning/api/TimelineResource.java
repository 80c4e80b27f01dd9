package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.environment.EventView;
import io.beta9.provisioning.apimodel.environment.LogLineView;
import io.beta9.provisioning.database.ReadRouting;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogLine;
import io.beta9.provisioning.timeline.LogRepository;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Events and log lines of an environment: in pages, or as a stream of server-sent events that can
 * be resumed with {@code Last-Event-ID}.
 */
@RestController
@RequestMapping("/api/v1/environments/{id}")
public class TimelineResource {
  private static final int MAX_PAGE_SIZE = 1000;

  /** What a stream keeps in memory while its reader is slow. */
  private static final int MAX_STREAM_CHARACTERS = 250_000;

  private final EnvironmentRepository environments;
  private final EventRepository events;
  private final LogRepository logs;
  private final ServerSentEvents streams;

  public TimelineResource(
      EnvironmentRepository environments,
      EventRepository events,
      LogRepository logs,
      ServerSentEvents streams) {
    this.environments = environments;
    this.events = events;
    this.logs = logs;
    this.streams = streams;
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(
      path = "/events",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_YAML_VALUE})
  Page<EventView> events(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") @Min(0) long cursor,
      @RequestParam(defaultValue = "200") @Min(1) @Max(MAX_PAGE_SIZE) int limit) {
    EnvironmentId environment = known(caller, id);
    List<EventView> items =
        events.after(caller.tenant(), environment, cursor, bounded(limit) + 1).stream()
            .map(TimelineResource::view)
            .toList();
    return page(items, limit, EventView::id);
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(
      path = "/logs",
      produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_YAML_VALUE})
  Page<LogLineView> logs(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") @Min(0) long cursor,
      @RequestParam(defaultValue = "200") @Min(1) @Max(MAX_PAGE_SIZE) int limit) {
    EnvironmentId environment = known(caller, id);
    List<LogLine> lines = logs.after(caller.tenant(), environment, cursor, bounded(limit) + 1);
    List<LogLineView> items = lines.stream().map(TimelineResource::view).toList();
    long characters = lines.stream().mapToLong(line -> line.text().length()).sum();
    return items.size() <= limit && characters > LogRepository.MAX_PAGE_CHARACTERS
        ? new Page<>(items, Long.toString(items.getLast().id()))
        : page(items, limit, LogLineView::id);
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void eventStream(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") @Min(0) long cursor,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    EnvironmentId environment = known(caller, id);
    stream(
        caller,
        request,
        response,
        cursor,
        after ->
            events.after(caller.tenant(), environment, after, MAX_PAGE_SIZE).stream()
                .map(event -> new ServerSentEvents.StreamItem(event.seq(), "event", view(event)))
                .toList());
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping(path = "/logs", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void logStream(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "0") @Min(0) long cursor,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    EnvironmentId environment = known(caller, id);
    stream(
        caller,
        request,
        response,
        cursor,
        after ->
            logs
                .after(caller.tenant(), environment, after, MAX_PAGE_SIZE, MAX_STREAM_CHARACTERS)
                .stream()
                .map(line -> new ServerSentEvents.StreamItem(line.seq(), "log", view(line)))
                .toList());
  }

  private void stream(
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response,
      long cursor,
      LongFunction<List<ServerSentEvents.StreamItem>> itemsAfter)
      throws IOException {
    if (request.getMethod().equals("HEAD")) {
      response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    } else {
      streams.write(caller, response, lastId(request, cursor), itemsAfter);
    }
  }

  private EnvironmentId known(Caller caller, String text) {
    EnvironmentId id = EnvironmentResource.id(text);
    if (ReadRouting.findOnReplicaThenPrimary(() -> environments.find(caller.tenant(), id))
        .isEmpty()) {
      throw new UnknownEnvironmentException(id);
    }
    return id;
  }

  private static int bounded(int limit) {
    if (limit < 1 || limit > MAX_PAGE_SIZE) {
      throw new BadRequestException("limit", "must be from 1 to " + MAX_PAGE_SIZE);
    }
    return limit;
  }

  private static <T> Page<T> page(List<T> items, int limit, ToLongFunction<T> id) {
    return items.size() > limit
        ? new Page<>(items.subList(0, limit), Long.toString(id.applyAsLong(items.get(limit - 1))))
        : new Page<>(items, null);
  }

  private static long lastId(HttpServletRequest request, long cursor) {
    String header = request.getHeader("Last-Event-ID");
    if (header == null || header.isBlank()) {
      return cursor;
    }
    try {
      return Long.parseLong(header.strip());
    } catch (NumberFormatException e) {
      throw new BadRequestException("Last-Event-ID", "'" + header + "' is not a number");
    }
  }

  private static EventView view(Event event) {
    return new EventView(
        event.seq(),
        event.at(),
        event.operationId(),
        event.kind(),
        event.message(),
        event.data() == null ? null : EnvironmentViews.map(event.data()));
  }

  private static LogLineView view(LogLine line) {
    return new LogLineView(
        line.seq(), line.at(), line.operationId(), line.step(), line.stream(), line.text());
  }
}
