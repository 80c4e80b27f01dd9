package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.operation.history.PastOperation;
import io.beta9.provisioning.progress.ChangeCounts;
import io.beta9.provisioning.progress.OperationResources;
import io.beta9.provisioning.progress.OperationResourcesReader;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.EventRepository;
import io.beta9.provisioning.timeline.LogLine;
import io.beta9.provisioning.timeline.LogRepository;
import io.beta9.provisioning.timeline.LogRepository.LogSearch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the page of an environment shows beside the environment. */
public final class EnvironmentReads {
  private static final int OPERATIONS = 10;
  private static final int EVENTS = 50;

  /** How many log lines a page shows at most. */
  static final int LINES = 300;

  private static final int LINES_OF_FAILURE = 8;

  /** How many lines a search reads at most. */
  static final int SEARCHED = 20_000;

  /** Characters of the log lines of a page: a page is transferred as a whole. */
  private static final int MAX_CHARACTERS = 40_000;

  private final OperationHistoryRepository operations;
  private final EventRepository events;
  private final LogRepository logs;
  private final OperationResourcesReader resources;

  public EnvironmentReads(
      OperationHistoryRepository operations,
      EventRepository events,
      LogRepository logs,
      OperationResourcesReader resources) {
    this.operations = operations;
    this.events = events;
    this.logs = logs;
    this.resources = resources;
  }

  /** Returns the latest operations, the newest first. */
  List<PastOperation> operations(TenantId tenant, EnvironmentId id) {
    return operations.latest(tenant, id, OPERATIONS);
  }

  /** Returns the latest operation, if there is one. */
  @Nullable PastOperation latestOperation(TenantId tenant, EnvironmentId id) {
    List<PastOperation> latest = operations.latest(tenant, id, 1);
    return latest.isEmpty() ? null : latest.getFirst();
  }

  /** Returns the resources that the latest operation changes. */
  OperationResources resources(TenantId tenant, EnvironmentId id) {
    return resources.latest(tenant, id);
  }

  /** Returns what each of the latest operations has changed, by the operation's id. */
  Map<String, ChangeCounts> counts(TenantId tenant, EnvironmentId id) {
    return resources.counts(tenant, id, OPERATIONS);
  }

  /** Returns the latest events, the newest first. */
  List<Event> latestEvents(TenantId tenant, EnvironmentId id) {
    return events.latest(tenant, id, EVENTS);
  }

  List<Event> eventsAfter(TenantId tenant, EnvironmentId id, long number) {
    return events.after(tenant, id, number, EVENTS);
  }

  /** Returns the last lines, oldest first, as many as a page has room for. */
  List<LogLine> lines(TenantId tenant, EnvironmentId id) {
    return bounded(logs.search(tenant, id, new LogSearch(null, null, 0, Long.MAX_VALUE, LINES)));
  }

  /** Returns the last lines of the step at which the environment failed; none if it has not. */
  List<LogLine> linesOfFailure(Environment environment) {
    String step = environment.phase();
    if (environment.status() != EnvironmentStatus.FAILED || step == null) {
      return List.of();
    }
    List<LogLine> found = search(environment.tenant(), environment.id(), null, step, 0).lines();
    return found.subList(Math.max(0, found.size() - LINES_OF_FAILURE), found.size());
  }

  /**
   * What a search in the log has found.
   *
   * @param lines the last that match, oldest first
   * @param next the number before which the search can be continued; 0 if everything was searched
   */
  record LogMatches(List<LogLine> lines, long next) {
    LogMatches {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Searches the last lines before a number. At most {@link #SEARCHED} lines are read, so that the
   * time of a search does not grow with the log.
   *
   * @param before 0 for the end of the log
   */
  LogMatches search(
      TenantId tenant,
      EnvironmentId id,
      @Nullable String text,
      @Nullable String step,
      long before) {
    long end = before > 0 ? before : logs.lastNumber(tenant, id) + 1;
    long from = Math.max(0, end - SEARCHED);
    List<LogLine> found = logs.search(tenant, id, new LogSearch(text, step, from, end, LINES));
    List<LogLine> shown = bounded(found);
    return shown.size() == LINES || shown.size() < found.size()
        ? new LogMatches(shown, shown.getFirst().seq())
        : new LogMatches(shown, from <= 1 ? 0 : from);
  }

  /** Returns the newest lines whose texts fit into a page; at least one. */
  private static List<LogLine> bounded(List<LogLine> lines) {
    int characters = 0;
    int first = lines.size();
    while (first > 0) {
      characters += lines.get(first - 1).text().length();
      if (characters > MAX_CHARACTERS && first < lines.size()) {
        break;
      }
      first--;
    }
    return lines.subList(first, lines.size());
  }

  List<LogLine> linesAfter(TenantId tenant, EnvironmentId id, long number, int limit) {
    return logs.after(tenant, id, number, limit);
  }
}
