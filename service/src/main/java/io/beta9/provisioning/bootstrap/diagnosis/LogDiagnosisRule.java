package io.beta9.provisioning.bootstrap.diagnosis;

import io.beta9.provisioning.failure.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Recognizes causes in the last log lines of Beta9's gateway and of its init containers. */
record LogDiagnosisRule(Pattern pattern, FailureCode code) {
  private static final List<LogDiagnosisRule> TABLE =
      List.of(
          rule("password authentication failed|no pg_hba.conf entry", FailureCode.DATABASE_LOGIN),
          rule("WRONGPASS|NOAUTH|invalid username-password pair", FailureCode.REDIS_LOGIN),
          rule("pg_cron", FailureCode.DATABASE_EXTENSION),
          rule("postgres|pg_isready|:5432", FailureCode.DATABASE_UNREACHABLE),
          rule("redis|:6379", FailureCode.REDIS_UNREACHABLE),
          rule(
              "juicefs|AccessDenied|NoSuchBucket|InvalidAccessKeyId|SignatureDoesNotMatch",
              FailureCode.STORAGE_DENIED),
          rule("load config|config(uration)? (file|error)|yaml:", FailureCode.GATEWAY_CONFIG));

  private static LogDiagnosisRule rule(String pattern, FailureCode code) {
    return new LogDiagnosisRule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), code);
  }

  /** Returns the cause that the newest conclusive line shows. */
  static Optional<FailureCode> findIn(List<String> lines) {
    return lines.reversed().stream().flatMap(line -> findInLine(line).stream()).findFirst();
  }

  private static Optional<FailureCode> findInLine(String line) {
    return TABLE.stream()
        .filter(rule -> rule.pattern().matcher(line).find())
        .map(LogDiagnosisRule::code)
        .findFirst();
  }
}
