package io.beta9.provisioning.settings.telemetry;

/** Format of the log. */
public enum LogFormat {
  /** One line per message, for people. */
  TEXT,
  /**
   * One JSON object per line.
   *
   * @see <a href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a>
   */
  JSON
}
