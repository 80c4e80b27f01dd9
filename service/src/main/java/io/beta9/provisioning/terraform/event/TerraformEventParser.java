package io.beta9.provisioning.terraform.event;

import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one line of {@code terraform … -json}. Never throws: a line that cannot be parsed is an
 * unknown event.
 */
public final class TerraformEventParser {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern RESOURCE_BLOCK =
      Pattern.compile("resource \"([^\"]+)\" \"([^\"]+)\"");

  private TerraformEventParser() {}

  public static TerraformEvent parse(String line) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JacksonException e) {
      return new TerraformEvent.Unknown(Instant.EPOCH, line);
    }
    if (!node.isObject()) {
      return new TerraformEvent.Unknown(Instant.EPOCH, line);
    }
    Instant at = time(node.path("@timestamp").asString(""));
    String message = node.path("@message").asString("");
    return switch (node.path("type").asString("")) {
      case "version" ->
          new TerraformEvent.VersionSeen(
              at, message, node.path("terraform").asString(node.path("tofu").asString("")));
      case "diagnostic" -> diagnostic(at, message, node.path("diagnostic"));
      case "planned_change" -> plannedChange(at, message, node.path("change"));
      case "change_summary" -> summary(at, message, node.path("changes"));
      case "refresh_start" -> new TerraformEvent.RefreshStart(at, message, resource(node, "hook"));
      case "refresh_complete" ->
          new TerraformEvent.RefreshComplete(at, message, resource(node, "hook"));
      case "apply_start" ->
          new TerraformEvent.ApplyStart(at, message, resource(node, "hook"), action(node));
      case "apply_progress" ->
          new TerraformEvent.ApplyProgressed(
              at, message, resource(node, "hook"), action(node), elapsed(node));
      case "apply_complete" ->
          new TerraformEvent.ApplyComplete(
              at,
              message,
              resource(node, "hook"),
              action(node),
              text(node.path("hook").path("id_key")),
              text(node.path("hook").path("id_value")),
              elapsed(node));
      case "apply_errored" ->
          new TerraformEvent.ApplyErrored(
              at, message, resource(node, "hook"), action(node), elapsed(node));
      case "outputs" -> new TerraformEvent.OutputsSeen(at, message, outputs(node.path("outputs")));
      case "log" ->
          new TerraformEvent.LoggedMessage(at, message, node.path("@level").asString("info"));
      default -> new TerraformEvent.Unknown(at, message.isEmpty() ? line : message);
    };
  }

  private static TerraformEvent diagnostic(Instant at, String message, JsonNode diagnostic) {
    return new TerraformEvent.Diagnostic(
        at,
        message,
        diagnostic.path("severity").asString("").equals("error"),
        diagnostic.path("summary").asString(""),
        diagnostic.path("detail").asString(""),
        addressOf(diagnostic));
  }

  /** Returns the address in a provider's error, or else the one derived from the source range. */
  private static @Nullable String addressOf(JsonNode diagnostic) {
    String address = text(diagnostic.path("address"));
    if (address != null) {
      return address;
    }
    Matcher block = RESOURCE_BLOCK.matcher(diagnostic.path("snippet").path("context").asString(""));
    return block.matches() ? block.group(1) + "." + block.group(2) : null;
  }

  private static TerraformEvent plannedChange(Instant at, String message, JsonNode change) {
    return new TerraformEvent.PlannedChange(
        at,
        message,
        resource(change),
        Action.of(text(change.path("action"))),
        text(change.path("reason")),
        change.path("importing").isObject());
  }

  private static TerraformEvent summary(Instant at, String message, JsonNode changes) {
    return new TerraformEvent.ChangeSummary(
        at,
        message,
        changes.path("operation").asString(""),
        changes.path("add").asInt(0),
        changes.path("change").asInt(0),
        changes.path("remove").asInt(0),
        changes.path("import").asInt(0));
  }

  private static Map<String, JsonNode> outputs(JsonNode outputs) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> output : outputs.properties()) {
      JsonNode value = output.getValue().path("value");
      if (!output.getValue().path("sensitive").asBoolean(true) && !value.isMissingNode()) {
        values.put(output.getKey(), value);
      }
    }
    return values;
  }

  private static ResourceRef resource(JsonNode node, String within) {
    return resource(node.path(within));
  }

  private static ResourceRef resource(JsonNode parent) {
    JsonNode resource = parent.path("resource");
    return new ResourceRef(
        resource.path("addr").asString(""), resource.path("resource_type").asString(""));
  }

  private static Action action(JsonNode node) {
    return Action.of(text(node.path("hook").path("action")));
  }

  private static long elapsed(JsonNode node) {
    return node.path("hook").path("elapsed_seconds").asLong(0);
  }

  private static @Nullable String text(JsonNode node) {
    return node.isString() ? node.asString() : null;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}
