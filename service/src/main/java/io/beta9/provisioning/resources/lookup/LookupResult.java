package io.beta9.provisioning.resources.lookup;

import java.util.List;
import java.util.Optional;

/** What looking for one resource in the account has shown. */
public sealed interface LookupResult {

  /**
   * It is there, it is this environment's, and it is finished.
   *
   * @param importId what Terraform imports it by
   * @param id what others refer to it by
   */
  record Found(String importId, String id) implements LookupResult {
    static Found of(String id) {
      return new Found(id, id);
    }
  }

  /** It is not there. */
  record Absent() implements LookupResult {}

  /** AWS is making, changing or deleting it just now; {@code status} is AWS's word for that. */
  record Moving(String status) implements LookupResult {}

  /**
   * AWS has failed to make it.
   *
   * @param removal removes it, where nothing can be lost by that
   */
  record CreationFailed(String id, String status, Optional<Runnable> removal)
      implements LookupResult {}

  /** More than one thing could be it. */
  record Ambiguous(List<String> ids) implements LookupResult {}

  /** Something of that name is there, and is not this environment's. */
  record Foreign(String id, String why) implements LookupResult {}

  /** It is a setting of something else: making it again changes nothing, so nobody looks. */
  record Repeatable() implements LookupResult {}
}
