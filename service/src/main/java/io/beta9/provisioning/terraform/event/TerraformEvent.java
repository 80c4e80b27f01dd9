package io.beta9.provisioning.terraform.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What one line of Terraform's JSON output says. */
public sealed interface TerraformEvent {
  Instant at();

  /** The line for a person. */
  String message();

  /** What is, or is to be, done to a resource. */
  enum Action {
    CREATE,
    READ,
    UPDATE,
    REPLACE,
    DELETE,
    NOOP,
    MOVE,
    IMPORT,
    FORGET,
    OTHER;

    public static Action of(@Nullable String word) {
      if (word == null) {
        return OTHER;
      }
      for (Action action : values()) {
        if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
          return action;
        }
      }
      return word.equals("remove") ? FORGET : OTHER;
    }

    /** Whether something is created, changed or deleted by it. */
    public boolean changesSomething() {
      return switch (this) {
        case CREATE, UPDATE, REPLACE, DELETE -> true;
        case READ, NOOP, MOVE, IMPORT, FORGET, OTHER -> false;
      };
    }
  }

  /** A resource by its address in the configuration, and its type. */
  record ResourceRef(String address, String type) {}

  record VersionSeen(Instant at, String message, String terraform) implements TerraformEvent {}

  /** An error or a warning; {@code address} is the resource it is about, where there is one. */
  record Diagnostic(
      Instant at,
      String message,
      boolean isError,
      String summary,
      String detail,
      @Nullable String address)
      implements TerraformEvent {}

  record PlannedChange(
      Instant at,
      String message,
      ResourceRef resource,
      Action action,
      @Nullable String reason,
      boolean importing)
      implements TerraformEvent {}

  /** {@code operation} is plan, apply or destroy. */
  record ChangeSummary(
      Instant at, String message, String operation, int add, int change, int remove, int imported)
      implements TerraformEvent {}

  record RefreshStart(Instant at, String message, ResourceRef resource) implements TerraformEvent {}

  record RefreshComplete(Instant at, String message, ResourceRef resource)
      implements TerraformEvent {}

  record ApplyStart(Instant at, String message, ResourceRef resource, Action action)
      implements TerraformEvent {}

  record ApplyProgressed(
      Instant at, String message, ResourceRef resource, Action action, long elapsedSeconds)
      implements TerraformEvent {}

  /** {@code idValue} is what the resource can be imported by, for most types. */
  record ApplyComplete(
      Instant at,
      String message,
      ResourceRef resource,
      Action action,
      @Nullable String idKey,
      @Nullable String idValue,
      long elapsedSeconds)
      implements TerraformEvent {}

  record ApplyErrored(
      Instant at, String message, ResourceRef resource, Action action, long elapsedSeconds)
      implements TerraformEvent {}

  /** The outputs that are not sensitive. */
  record OutputsSeen(Instant at, String message, Map<String, JsonNode> values)
      implements TerraformEvent {}

  record LoggedMessage(Instant at, String message, String level) implements TerraformEvent {}

  /** A line of a kind that is not known here, or no JSON at all. */
  record Unknown(Instant at, String message) implements TerraformEvent {}
}
