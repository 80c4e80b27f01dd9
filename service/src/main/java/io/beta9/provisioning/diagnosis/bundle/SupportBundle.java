package io.beta9.provisioning.diagnosis.bundle;

import io.beta9.provisioning.diagnosis.DiagnosisLimit.TooManyDiagnosesException;
import io.beta9.provisioning.diagnosis.EnvironmentDiagnoser;
import io.beta9.provisioning.diagnosis.EnvironmentFacts.ClusterState;
import io.beta9.provisioning.diagnosis.FindingMessages;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.json.FailureJson;
import io.beta9.provisioning.operation.history.PastOperation;
import io.beta9.provisioning.timeline.Event;
import io.beta9.provisioning.timeline.LogLine;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes everything that is known about an environment as one archive: its configuration, outputs,
 * diagnosis, operations, plans, events and log, what the cluster shows, and versions. It contains
 * no secrets: see {@link Sanitizer}. Its size is limited; what does not fit is the oldest.
 */
public final class SupportBundle {
  private static final int MAX_EVENTS = 5_000;
  private static final int MAX_OPERATIONS = 50;
  private static final int MAX_LOG_LINES = 50_000;
  private static final int LOG_PAGE = 1_000;
  private static final int MAX_LOG_CHARACTERS = BundleArchive.MAX_ENTRY_BYTES / 2;

  private final BundleSources sources;
  private final EnvironmentDiagnoser diagnoser;
  private final JsonMapper json;
  private final Clock clock;
  private final String version;

  /**
   * @param json writes objects of the domain for people and programs
   * @param version the version of this service
   */
  public SupportBundle(
      BundleSources sources,
      EnvironmentDiagnoser diagnoser,
      JsonMapper json,
      Clock clock,
      String version) {
    this.sources = sources;
    this.diagnoser = diagnoser;
    this.json = json;
    this.clock = clock;
    this.version = version;
  }

  /** Returns the name of the archive, and of the directory in it. */
  public static String name(Environment environment) {
    return "support-" + environment.id().value();
  }

  /** Writes the archive. An account or a cluster that does not answer is one of the findings. */
  public void write(Environment environment, OutputStream out) throws IOException {
    JsonNode outputs = environment.outputs().toTree();
    JsonNode metaConfig = environment.metaConfig().toTree();
    JsonNode infraModel = environment.infraModel().toTree();
    Sanitizer sanitizer = Sanitizer.knowing(List.of(outputs, metaConfig, infraModel));
    try (BundleArchive archive = new BundleArchive(out, name(environment))) {
      Writer to = new Writer(archive, sanitizer);
      to.json("environment.json", summary(environment));
      to.json("meta-config.json", metaConfig);
      to.json("infra-model.json", infraModel);
      to.json("outputs.json", outputs);
      to.json("versions.json", versions());
      operations(environment, to);
      to.json("plans.json", plans(environment));
      events(environment, to);
      log(environment, to);
      to.json("diagnosis.json", diagnosis(environment));
      to.json("cluster.json", cluster(environment));
      to.json("manifest.json", manifest(environment, archive));
    }
  }

  /** Adds files without secrets. */
  private final class Writer {
    private final BundleArchive archive;
    private final Sanitizer sanitizer;

    Writer(BundleArchive archive, Sanitizer sanitizer) {
      this.archive = archive;
      this.sanitizer = sanitizer;
    }

    void json(String name, JsonNode content) throws IOException {
      archive.add(
          name,
          json.writerWithDefaultPrettyPrinter().writeValueAsString(sanitizer.json(content)) + "\n");
    }

    void text(String name, String content) throws IOException {
      archive.add(name, sanitizer.text(content));
    }

    void shortenedIf(boolean incomplete, String name) {
      if (incomplete) {
        archive.shortened(name);
      }
    }
  }

  private ObjectNode summary(Environment environment) {
    ObjectNode node = json.createObjectNode();
    node.put("environment_id", environment.id().value());
    node.put("tenant", environment.tenant().value());
    node.put("name", environment.name());
    node.put("status", environment.status().code());
    node.put("status_since", environment.statusSince().toString());
    node.put("phase", environment.phase());
    node.put("error_message", environment.errorMessage());
    node.put("cloud_provider", environment.cloudProvider());
    node.put("region", environment.region());
    node.put("account_id", environment.accountId());
    node.put("created_by", environment.createdBy());
    node.put("created_at", environment.createdAt().toString());
    node.put("updated_at", environment.updatedAt().toString());
    node.set("failure", failure(environment.failure()));
    node.set("progress", json.valueToTree(environment.progress()));
    node.set("state_backend", environment.stateBackend().toTree());
    return node;
  }

  private JsonNode failure(@Nullable Failure failure) {
    return failure == null ? json.nullNode() : FailureJson.tree(failure);
  }

  private ObjectNode versions() {
    ObjectNode node = json.createObjectNode();
    node.put("service", version);
    node.put("java", Runtime.version().toString());
    node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    return node;
  }

  private void operations(Environment environment, Writer to) throws IOException {
    List<PastOperation> operations =
        sources.history().latest(environment.tenant(), environment.id(), MAX_OPERATIONS);
    ArrayNode all = json.createArrayNode();
    for (PastOperation operation : operations) {
      ObjectNode node = all.addObject();
      node.put("operation_id", operation.id());
      node.put("kind", operation.kind().code());
      node.put("state", operation.state().code());
      node.put("attempt", operation.attempt());
      node.put("requested_by", operation.requestedBy());
      node.put("created_at", operation.createdAt().toString());
      node.put("finished_at", text(operation.finishedAt()));
      node.set("failure", failure(operation.failure()));
      ArrayNode steps = node.putArray("steps");
      for (PastOperation.StartedStep step : operation.steps()) {
        steps
            .addObject()
            .put("step", step.step())
            .put("started_at", step.startedAt().toString())
            .put("completed_at", text(step.completedAt()));
      }
    }
    to.json("operations.json", all);
    to.shortenedIf(operations.size() == MAX_OPERATIONS, "operations.json");
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private ArrayNode plans(Environment environment) {
    ArrayNode plans = json.createArrayNode();
    sources
        .history()
        .plans(environment.tenant(), environment.id(), MAX_OPERATIONS)
        .forEach(
            plan -> {
              ObjectNode node = plans.addObject();
              node.put("operation_id", plan.operation());
              node.set("changes", json.readTree(plan.changes()));
            });
    return plans;
  }

  private void events(Environment environment, Writer to) throws IOException {
    List<Event> events =
        sources.events().latest(environment.tenant(), environment.id(), MAX_EVENTS).reversed();
    ArrayNode all = json.createArrayNode();
    for (Event event : events) {
      ObjectNode node = all.addObject();
      node.put("seq", event.seq());
      node.put("at", event.at().toString());
      node.put("operation_id", event.operationId());
      node.put("kind", event.kind());
      node.put("message", event.message());
      node.set("data", event.data());
    }
    to.json("events.json", all);
    to.shortenedIf(events.size() == MAX_EVENTS, "events.json");
  }

  private void log(Environment environment, Writer to) throws IOException {
    long last = sources.logs().lastNumber(environment.tenant(), environment.id());
    long after = Math.max(0, last - MAX_LOG_LINES);
    boolean incomplete = after > 0;
    Deque<String> lines = new ArrayDeque<>();
    long characters = 0;
    while (after < last) {
      List<LogLine> page =
          sources.logs().after(environment.tenant(), environment.id(), after, LOG_PAGE);
      if (page.isEmpty()) {
        break;
      }
      for (LogLine line : page) {
        String text =
            line.at() + " " + line.step() + " " + line.stream() + " | " + line.text() + "\n";
        lines.addLast(text);
        characters += text.length();
        while (characters > MAX_LOG_CHARACTERS && lines.size() > 1) {
          characters -= lines.removeFirst().length();
          incomplete = true;
        }
      }
      after = page.getLast().seq();
    }
    // As one text, because a secret may extend over several lines.
    to.text("log.txt", String.join("", lines));
    to.shortenedIf(incomplete, "log.txt");
  }

  private JsonNode diagnosis(Environment environment) {
    try {
      return json.valueToTree(diagnoser.of(environment));
    } catch (TooManyDiagnosesException e) {
      return json.createObjectNode().put("not_diagnosed", e.getMessage());
    }
  }

  private ObjectNode cluster(Environment environment) {
    try {
      return inspected(environment);
    } catch (TooManyDiagnosesException e) {
      return json.createObjectNode().put("not_readable", e.getMessage());
    }
  }

  private ObjectNode inspected(Environment environment) {
    ObjectNode node = json.createObjectNode();
    switch (diagnoser.clusterOf(environment)) {
      case ClusterState.NotInspected() -> node.put("not_inspected", true);
      case ClusterState.NotReadable(var reason) ->
          node.put("not_readable", FindingMessages.reason(reason));
      case ClusterState.Inspected(var problems) -> {
        ArrayNode all = node.putArray("problems");
        problems.forEach(all::add);
      }
    }
    return node;
  }

  private ObjectNode manifest(Environment environment, BundleArchive archive) {
    ObjectNode node = json.createObjectNode();
    node.put("environment_id", environment.id().value());
    node.put("created_at", clock.instant().toString());
    node.put("service_version", version);
    ArrayNode shortened = node.putArray("shortened");
    archive.shortened().forEach(shortened::add);
    return node;
  }
}
