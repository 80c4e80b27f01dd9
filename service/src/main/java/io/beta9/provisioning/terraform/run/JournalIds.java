package io.beta9.provisioning.terraform.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the environment's journal says that each address became, the newest word counting. */
public final class JournalIds {
  private final Map<String, String> ids = new LinkedHashMap<>();

  /**
   * Takes in one completion; they come oldest first.
   *
   * @param action Terraform's word for what was done
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

  /** Whether Terraform saw it finished. */
  public boolean knows(String address) {
    return ids.containsKey(address);
  }
}
