package io.beta9.provisioning.bootstrap.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the last lines of Beta9's gateway, or of what waits before it, give away.
 *
 * @param why the cause, in half a sentence
 * @param next what to do about it
 */
record LogDiagnosisRule(String code, String why, String next) {

  private record LogPattern(Pattern pattern, LogDiagnosisRule rule) {}

  private static final List<LogPattern> TABLE =
      List.of(
          row(
              "password authentication failed|no pg_hba.conf entry",
              "database-login",
              "the database does not take Beta9's password",
              "Check that the secret beta9/<environment>/database holds the database's password,"
                  + " then retry"),
          row(
              "WRONGPASS|NOAUTH|invalid username-password pair",
              "redis-login",
              "Redis does not take Beta9's token",
              "Check that the secret beta9/<environment>/redis holds the token of the replication"
                  + " group, then retry"),
          row(
              "pg_cron",
              "database-extension",
              "the extension pg_cron cannot be made in its database",
              "Check that the database's parameter group loads pg_cron and that the instance has"
                  + " been restarted since, then retry"),
          row(
              "postgres|pg_isready|:5432",
              "database-unreachable",
              "it cannot reach its database",
              "Check that the RDS instance is available and that its security group lets the nodes"
                  + " in on 5432, then retry"),
          row(
              "redis|:6379",
              "redis-unreachable",
              "it cannot reach Redis",
              "Check that the replication group is available, has TLS and a token, and that its"
                  + " security group lets the nodes in on 6379, then retry"),
          row(
              "juicefs|AccessDenied|NoSuchBucket|InvalidAccessKeyId|SignatureDoesNotMatch",
              "storage-denied",
              "it cannot use its bucket",
              "Check that the storage user's key is active and may read and write the bucket, then"
                  + " retry"),
          row(
              "load config|config(uration)? (file|error)|yaml:",
              "gateway-config",
              "it does not understand its configuration",
              "Compare the Secret beta9-config with the gateway's version, then retry"));

  private static LogPattern row(String sign, String code, String why, String next) {
    return new LogPattern(
        Pattern.compile(sign, Pattern.CASE_INSENSITIVE), new LogDiagnosisRule(code, why, next));
  }

  /** The clue in the newest line that holds one. */
  static Optional<LogDiagnosisRule> findIn(List<String> lines) {
    return lines.reversed().stream().flatMap(line -> findInLine(line).stream()).findFirst();
  }

  private static Optional<LogDiagnosisRule> findInLine(String line) {
    return TABLE.stream()
        .filter(row -> row.pattern().matcher(line).find())
        .map(LogPattern::rule)
        .findFirst();
  }
}
