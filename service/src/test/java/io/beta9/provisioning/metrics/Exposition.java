package io.beta9.provisioning.metrics;

import io.beta9.provisioning.app.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The metrics of a process, as scraped: names, types, labels and values. */
public record Exposition(
    Map<String, String> types, Map<String, String> help, List<Sample> samples) {
  private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** A value with its labels. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** The two formats that Prometheus negotiates. */
  public enum Format {
    TEXT("text/plain;version=0.0.4"),
    OPEN_METRICS("application/openmetrics-text;version=1.0.0");

    private final String accept;

    Format(String accept) {
      this.accept = accept;
    }
  }

  /** Scrapes the service. */
  public static Exposition of(Service service, Format format) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/metrics"))
                  .header("Accept", format.accept)
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError("/metrics answered " + response.statusCode());
      }
      return parse(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Exposition parse(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, String> help = new TreeMap<>();
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        if (types.put(words[2], words[3]) != null) {
          throw new AssertionError("two metrics have the name " + words[2]);
        }
      } else if (line.startsWith("# HELP ")) {
        help.put(words[2], words.length > 3 ? words[3].strip() : "");
      } else {
        sample(line).ifPresent(samples::add);
      }
    }
    return new Exposition(types, help, samples);
  }

  private static java.util.Optional<Sample> sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (line.startsWith("#") || !matcher.find()) {
      return java.util.Optional.empty();
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (matcher.group(2) != null) {
      LABEL
          .matcher(matcher.group(2))
          .results()
          .forEach(label -> labels.put(label.group(1), label.group(2)));
    }
    return java.util.Optional.of(new Sample(matcher.group(1), labels, value(matcher.group(3))));
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Returns the samples of this name that have these labels, among others. */
  public List<Sample> samples(String name, Map<String, String> labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
        .toList();
  }

  /** Returns the value of the only sample of this name with these labels, among others. */
  public double value(String name, Map<String, String> labels) {
    List<Sample> found = samples(name, labels);
    if (found.size() != 1) {
      throw new AssertionError(name + labels + " has " + found.size() + " samples");
    }
    return found.getFirst().value();
  }
}
