package io.beta9.provisioning.devstack.stack;

import io.beta9.provisioning.app.Service;
import io.beta9.provisioning.doctor.Doctor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks the machine and the arguments of a command before anything is started. */
public final class Prerequisites {
  /** Characters that pg_ctl does not quote in the shell command with which it starts PostgreSQL. */
  private static final Pattern UNQUOTABLE = Pattern.compile("[\"$`\\\\\\n]");

  private Prerequisites() {}

  /**
   * Checks what every command of the development stack requires: Linux, JDK, Terraform,
   * helm-runner.
   *
   * @throws Service.RefusedException if a requirement is not met; names each with its remedy
   */
  public static void check(Map<String, String> environment) {
    check(Doctor.of(environment, DevStackPaths.projectRoot().toAbsolutePath()));
  }

  /**
   * Checks that PostgreSQL can be started with its data below this directory.
   *
   * @throws Service.RefusedException if the path contains a character that pg_ctl does not support
   */
  public static void checkDataDirectory(Path directory) {
    String path = directory.toAbsolutePath().toString();
    if (UNQUOTABLE.matcher(path).find()) {
      throw new Service.RefusedException(
          "the data directory %s contains one of the characters \" $ ` \\, with which PostgreSQL"
                  .formatted(path.replace("\n", "\\n"))
              + " cannot be started; choose another one with --data DIR");
    }
  }

  /**
   * Checks that workers can be started as separate processes.
   *
   * @param jar the executable jar of the service
   * @throws Service.RefusedException if it does not exist; the message contains the command that
   *     builds it
   */
  public static void checkServiceJar(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new Service.RefusedException(
          "the workers need %s, which does not exist; build it with 'mvn -DskipTests package' in %s"
              .formatted(jar, DevStackPaths.projectRoot().toAbsolutePath().normalize()));
    }
  }

  static void check(Doctor doctor) {
    List<Doctor.DoctorLine> failed = doctor.failedRequirements(Doctor.Purpose.DEMO);
    if (!failed.isEmpty()) {
      throw new Service.RefusedException(
          failed.stream()
              .map(
                  line ->
                      "%s does not meet the requirements: %s. %s"
                          .formatted(line.name(), line.finding().found(), line.finding().remedy()))
              .collect(Collectors.joining("\n")));
    }
  }
}
