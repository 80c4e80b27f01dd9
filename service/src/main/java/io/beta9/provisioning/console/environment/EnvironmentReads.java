package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.environment.EnvironmentId;
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

  /** Returns the last lines that match, oldest first. */
  List<LogLine> lines(
      TenantId tenant, EnvironmentId id, @Nullable String text, @Nullable String step) {
    return logs.search(tenant, id, new LogSearch(text, step, Long.MAX_VALUE, LINES));
  }

  List<LogLine> linesAfter(TenantId tenant, EnvironmentId id, long number, int limit) {
    return logs.after(tenant, id, number, limit);
  }
}
