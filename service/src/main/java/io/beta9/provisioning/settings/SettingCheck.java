package io.beta9.provisioning.settings;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A check of durations by name whose names only a higher package knows. It takes part in the
 * validation of all settings, so that all problems are reported together.
 *
 * @param variable the environment variable: {@code STEP_DEADLINES}
 * @param check throws {@link IllegalArgumentException} if a name is unknown; the message begins
 *     with the variable
 */
public record SettingCheck(String variable, Consumer<Map<String, Duration>> check) {}
