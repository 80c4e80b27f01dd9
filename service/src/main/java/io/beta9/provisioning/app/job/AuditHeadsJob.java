package io.beta9.provisioning.app.job;

import io.beta9.provisioning.access.AuditHeadExport;
import io.beta9.provisioning.apimodel.audit.AuditHeads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Exports the heads of the audit trail outside the database: each that has changed as a line of the
 * log, and all of them to a file.
 */
public final class AuditHeadsJob {
  public static final Duration INTERVAL = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(AuditHeadsJob.class);

  private final AuditHeadExport export;
  private final @Nullable Path file;
  private final JsonMapper json;
  private final Map<String, Long> logged = new HashMap<>();

  /**
   * @param file null if the heads are only logged
   */
  public AuditHeadsJob(AuditHeadExport export, @Nullable Path file, JsonMapper json) {
    this.export = export;
    this.file = file;
    this.json = json;
  }

  public synchronized void run() {
    AuditHeads heads = export.heads(null);
    for (AuditHeads.AuditHead head : heads.heads()) {
      Long before = logged.put(head.tenant(), head.sequence());
      if (before == null || before != head.sequence()) {
        log.info(
            "Audit head: tenant {}, {} entries, last id {}, hash {}",
            head.tenant(),
            head.sequence(),
            head.id(),
            head.hash());
      }
    }
    if (file != null) {
      write(heads, file);
    }
  }

  /** Replaces the file atomically: a reader finds the old or the new content. */
  private void write(AuditHeads heads, Path target) {
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    try {
      Files.write(temporary, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(heads));
      Files.move(
          temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      log.warn("The heads of the audit trail cannot be written to {}: {}", target, e.toString());
    }
  }
}
