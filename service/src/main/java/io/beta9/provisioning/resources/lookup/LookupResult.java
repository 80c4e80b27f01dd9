package io.beta9.provisioning.resources.lookup;

import java.util.List;
import java.util.Optional;

/** The result of looking one resource up in the account. */
public sealed interface LookupResult {

  /**
   * It exists, belongs to this environment and is complete.
   *
   * @param importId the id by which Terraform imports it
   * @param id the id by which other resources refer to it
   */
  record Found(String importId, String id) implements LookupResult {
    static Found of(String id) {
      return new Found(id, id);
    }
  }

  /** It does not exist. */
  record Absent() implements LookupResult {}

  /**
   * AWS is creating, changing or deleting it.
   *
   * @param status the status that AWS reports
   */
  record InTransition(String status) implements LookupResult {}

  /**
   * AWS failed to create it.
   *
   * @param removal deletes it; empty unless nothing can be lost by that
   */
  record CreationFailed(String id, String status, Optional<Runnable> removal)
      implements LookupResult {}

  /** More than one resource matches. */
  record Ambiguous(List<String> ids) implements LookupResult {}

  /** A resource of that name exists and does not belong to this environment. */
  record Foreign(String id, Ownership ownership) implements LookupResult {}

  /** Why a resource does not belong to this environment. */
  sealed interface Ownership {
    /** It lacks the tag of this environment. */
    record Untagged() implements Ownership {}

    /** Its tag says that it belongs to another environment. */
    record TaggedFor(String owner) implements Ownership {}

    /** It refers to a key that does not belong to this environment. */
    record RefersTo(String key) implements Ownership {}

    /** S3 answered with this status: it is in another account or region. */
    record Elsewhere(int status) implements Ownership {}
  }

  /** It is a setting of another resource; creating it again has no effect. */
  record Repeatable() implements LookupResult {}

  /** Returns the result for resources of which at most one should exist. */
  static LookupResult ofAtMostOne(List<String> ids) {
    return switch (ids.size()) {
      case 0 -> new Absent();
      case 1 -> Found.of(ids.getFirst());
      default -> new Ambiguous(ids);
    };
  }
}
