package io.beta9.provisioning.terraform.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest resource id of each address according to the environment's journal. */
public final class JournalIds {
  private final Map<String, String> ids = new LinkedHashMap<>();

  /**
   * Adds a completion; call it in chronological order.
   *
   * @param action the action as named by Terraform
   */
  public void add(String address, String action, @Nullable String id) {
    if (action.equals("delete")) {
      ids.remove(address);
    } else if (id != null && !id.isBlank()) {
      ids.put(address, id);
    }
  }

  public Optional<String> of(String address) {
    return Optional.ofNullable(ids.get(address));
  }

  /** Returns whether Terraform completed the resource. */
  public boolean knows(String address) {
    return ids.containsKey(address);
  }
}
