package io.beta9.provisioning.terraform.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One line of Terraform's JSON output. */
public sealed interface TerraformEvent {
  Instant at();

  /** Returns the human-readable message. */
  String message();

  /** Action on a resource, planned or executed. */
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

    /** Returns the action with this name; {@link #OTHER} if it is unknown. */
    public static Action of(@Nullable String word) {
      if (word == null) {
        return OTHER;
      }
      for (Action action : values()) {
        if (action.code().equals(word)) {
          return action;
        }
      }
      return word.equals("remove") ? FORGET : OTHER;
    }

    /** Returns the name that Terraform uses: {@code create}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether the action creates, changes or deletes a resource. */
    public boolean changesSomething() {
      return switch (this) {
        case CREATE, UPDATE, REPLACE, DELETE -> true;
        case READ, NOOP, MOVE, IMPORT, FORGET, OTHER -> false;
      };
    }
  }

  /** A resource: its address in the configuration and its type. */
  record ResourceRef(String address, String type) {}

  record VersionSeen(Instant at, String message, String terraform) implements TerraformEvent {}

  /** An error or a warning; {@code address} is the resource that it concerns, if any. */
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

  /** {@code idValue} is the import id of the resource for most types. */
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

  /** A line of an unknown type or that is not JSON. */
  record Unknown(Instant at, String message) implements TerraformEvent {}
}
