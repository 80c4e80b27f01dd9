package io.beta9.provisioning.api.request;

import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.database.Lsn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Database positions of the tenants' last writes through this process, for the latest writers. */
final class TenantWritePositions {
  private static final int MAX_TENANTS = 10_000;

  private final Map<TenantId, Lsn> positions =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Lsn> eldest) {
          return size() > MAX_TENANTS;
        }
      };

  synchronized void wrote(TenantId tenant, Lsn position) {
    positions.merge(tenant, position, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  synchronized @Nullable Lsn of(TenantId tenant) {
    return positions.get(tenant);
  }
}
