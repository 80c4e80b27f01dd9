package io.beta9.provisioning.worker.pipeline;

import io.beta9.provisioning.environment.Progress;
import io.beta9.provisioning.operation.OperationId;
import io.beta9.provisioning.operation.ProcessRepository.PastProcess;
import io.beta9.provisioning.operation.ProcessRepository.ProcessEnd;
import io.beta9.provisioning.operation.ProcessRepository.RecordedProcess;
import io.beta9.provisioning.timeline.JournalRepository.Completion;
import io.beta9.provisioning.worker.role.RecordableRuns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The run journal of one operation, without a database. */
public final class InMemoryRuns implements RecordableRuns {
  private final OperationId operation;
  private final Map<String, List<String>> lines = new LinkedHashMap<>();
  private final List<String> messages = new ArrayList<>();
  private final Map<String, RecordedProcess> processes = new LinkedHashMap<>();
  private final Map<String, ProcessEnd> ends = new LinkedHashMap<>();
  private Progress progress = Progress.NONE;

  public InMemoryRuns(OperationId operation) {
    this.operation = operation;
  }

  /** Returns the ids of the runs whose process was recorded, in order. */
  public List<String> started() {
    return List.copyOf(processes.keySet());
  }

  /** Returns the messages of all runs. */
  public List<String> messages() {
    return messages;
  }

  Progress progress() {
    return progress;
  }

  Map<String, List<String>> lines() {
    return lines;
  }

  List<RecordedProcess> processes() {
    return List.copyOf(processes.values());
  }

  @Override
  public void append(
      String runId, long firstLine, List<String> events, List<String> logged, Progress current) {
    List<String> stored = lines.computeIfAbsent(runId, id -> new ArrayList<>());
    for (int index = 0; index < events.size(); index++) {
      if (firstLine + index >= stored.size()) {
        stored.add(events.get(index));
      }
    }
    messages.addAll(logged);
    progress = current;
  }

  @Override
  public void processStarted(RecordedProcess process) {
    processes.put(process.runId(), process);
  }

  @Override
  public void processEnded(String runId, @Nullable Integer exitCode) {
    ends.put(runId, new ProcessEnd(exitCode));
  }

  @Override
  public long storedLines(String runId) {
    return lines.getOrDefault(runId, List.of()).size();
  }

  @Override
  public long storedLinesOfAnyOperation(String runId) {
    return storedLines(runId);
  }

  @Override
  public List<Completion> completions() {
    return lines.values().stream()
        .flatMap(List::stream)
        .map(JsonMapper.shared()::readTree)
        .filter(event -> event.path("type").asString("").equals("apply_complete"))
        .map(event -> event.path("hook"))
        .map(InMemoryRuns::completion)
        .toList();
  }

  private static Completion completion(JsonNode hook) {
    return new Completion(
        hook.path("resource").path("addr").asString(""),
        hook.path("action").asString(""),
        hook.path("id_value").asString(null));
  }

  @Override
  public Optional<ProcessEnd> latestRun(Set<String> kinds) {
    return processes.values().stream()
        .filter(process -> kinds.contains(process.kind()))
        .reduce((first, last) -> last)
        .map(process -> ends.getOrDefault(process.runId(), new ProcessEnd(null)));
  }

  @Override
  public List<PastProcess> pastRuns() {
    return processes.values().stream()
        .map(
            process ->
                new PastProcess(
                    process.runId(),
                    process.kind(),
                    1,
                    operation,
                    process.host(),
                    process.bootId(),
                    process.pid(),
                    process.pidStartedAt(),
                    Instant.EPOCH,
                    ends.containsKey(process.runId()) ? Instant.EPOCH : null))
        .toList()
        .reversed();
  }

  @Override
  public boolean failedToRelease(String lockId) {
    return messages.stream().anyMatch(message -> message.contains(lockId));
  }
}
