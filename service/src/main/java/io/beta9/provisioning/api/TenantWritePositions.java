package io.beta9.provisioning.api;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.database.Lsn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Up to where each tenant has written through this process, of those that wrote last. */
final class TenantWritePositions {
  private static final int MOST = 10_000;

  private final Map<TenantId, Lsn> positions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Lsn> eldest) {
          return size() > MOST;
        }
      };

  synchronized void wrote(TenantId tenant, Lsn position) {
    positions.merge(tenant, position, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  synchronized @Nullable Lsn of(TenantId tenant) {
    return positions.get(tenant);
  }
}
