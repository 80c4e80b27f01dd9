package io.beta9.provisioning.resources.inventory;

import java.util.List;

/** Lists what an environment has in its account, of one or a few resource types. */
@FunctionalInterface
public interface ResourceInventory {
  List<Leftover> list(ResourceScope scope);
}
