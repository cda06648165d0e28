/* Shows one language of the page and draws its charts. The page is whole without it: all figures are in tables. */
(function () {
  "use strict";
  var root = document.documentElement;
  // Okabe and Ito's colours, which colour-blind readers tell apart; lines differ in dashes and marks too.
  var INK = "#1a1a1a", QUIET = "#555", FAINT = "#dcdfe3";
  var COLOURS = ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#F0E442", "#999999"];
  // Areas: what comes without advertising is grey, below all; then dark and light by turns, as some see no colours.
  var AREAS = ["#D9D9D9", "#0072B2", "#E69F00", "#009E73", "#F0E442", "#D55E00", "#56B4E9", "#999999"];
  var DASHES = ["solid", "dashed", "dotted"];
  var PRINTED = 700; // pixels that a chart of full width is drawn at for paper
  var FLATTER = 0.65; // height of such a chart on paper, over that on a screen
  var drawn = [];

  function asked() {
    var languages = ["en", "ja"];
    var wishes = [location.hash.slice(1), new URLSearchParams(location.search).get("lang")].concat(navigator.languages || []);
    for (var i = 0; i < wishes.length; i++) {
      var short = (wishes[i] || "").toLowerCase().split("-")[0];
      if (languages.indexOf(short) >= 0) return short;
    }
    return "en";
  }

  function show(language) {
    var main = document.getElementById(language);
    root.lang = language;
    root.setAttribute("data-language", language);
    document.title = main.getAttribute("data-title");
    document.querySelectorAll(".languages a").forEach(function (link) {
      if (link.lang === language) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    drawn.forEach(function (item) { item.chart.dispose(); });
    drawn = Array.from(main.querySelectorAll("[data-chart]"), function (place) { return draw(place, language); });
  }

  function draw(place, language) {
    var spec = JSON.parse(document.getElementById(place.getAttribute("data-chart")).textContent);
    var height = Number(place.getAttribute("data-height"));
    place.style.height = height + "px";
    var chart = echarts.init(place, null, { renderer: "svg" });
    var item = { chart: chart, spec: spec, format: formats(language), height: height };
    lay(item, chart.getWidth(), height);
    return item;
  }

  function lay(item, width, height) {
    item.chart.resize({ width: width, height: height });
    item.chart.setOption(KINDS[item.spec.kind](item.spec, item.format, width, height), true);
    scalable(item.chart);
  }

  // A drawing that knows its own size can be scaled, on paper above all.
  function scalable(chart) {
    chart.getZr().flush();
    chart.getDom().querySelector("svg").setAttribute("viewBox", "0 0 " + chart.getWidth() + " " + chart.getHeight());
  }

  function formats(language) {
    var short = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
    var whole = new Intl.NumberFormat(language, { maximumSignificantDigits: 6 });
    return { short: function (n) { return short.format(n); }, whole: function (n) { return whole.format(n); } };
  }

  function base(width) {
    return {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: INK },
      // Text in the drawing itself, not HTML: a name in it is never read as markup.
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, textStyle: { fontSize: 12, color: INK } },
      aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
      color: COLOURS
    };
  }

  function categories(periods, grid, labelled) {
    return {
      type: "category", data: periods, gridIndex: grid, boundaryGap: true,
      axisLabel: { show: labelled, color: QUIET, hideOverlap: true }, axisTick: { show: labelled, alignWithLabel: true },
      axisLine: { lineStyle: { color: QUIET } }
    };
  }

  function amounts(grid, format, name, small) {
    return {
      type: "value", gridIndex: grid, name: name, nameLocation: "end", nameGap: 10,
      nameTextStyle: { align: "left", color: QUIET, padding: [0, 0, 0, -40] },
      axisLabel: { formatter: format, color: QUIET }, splitLine: { lineStyle: { color: FAINT } },
      splitNumber: small ? 2 : 4
    };
  }

  function line(item, index, axis) {
    return {
      name: item.name, type: "line", data: item.values, xAxisIndex: axis, yAxisIndex: axis,
      color: COLOURS[(index + axis) % COLOURS.length], showSymbol: item.values.length < 40, symbolSize: 4,
      lineStyle: { width: 2, type: DASHES[index % DASHES.length] }
    };
  }

  // The interval as an area: an unseen line at its low end carries its width.
  function band(item, axis, colour) {
    var shared = {
      type: "line", xAxisIndex: axis, yAxisIndex: axis, stack: "band" + axis, stackStrategy: "all", symbol: "none",
      lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, color: colour
    };
    var width = item.high.map(function (high, i) { return high - item.low[i]; });
    return [
      Object.assign({ data: item.low }, shared),
      Object.assign({ data: width, areaStyle: { opacity: 0.22 }, name: item.name }, shared)
    ];
  }

  function area(item, axis, colour) {
    return {
      name: item.name, type: "bar", color: colour, stack: "areas" + axis, data: item.values, xAxisIndex: axis, yAxisIndex: axis,
      barCategoryGap: "0%", itemStyle: { borderColor: "#fff", borderWidth: 0.5 }
    };
  }

  // A period whose data are not complete stands by itself, hollow: the line does not fall to it.
  function hollow(item, partial, axis) {
    return {
      type: "scatter", name: item.name, xAxisIndex: axis, yAxisIndex: axis, symbolSize: 8, tooltip: { show: false },
      data: partial.map(function (i) { return [i, item.values[i]]; }),
      itemStyle: { color: "#fff", borderColor: INK, borderWidth: 1.5 }
    };
  }

  function without(values, partial) {
    return values.map(function (value, i) { return partial.indexOf(i) < 0 ? value : null; });
  }

  var KINDS = {
    time: function (spec, format, width, height) {
      var parts = spec.parts, option = base(width), small = height < 200;
      var top = small ? 12 : 30, bottom = small ? 24 : 28;
      var each = (height - bottom) / parts.length;
      var wrapped = width < 500 ? 22 : 0; // a legend of two rows
      var named = parts.some(function (part) { return part.areas || part.lines.length > 1 || part.band; });
      option.series = [];
      option.grid = parts.map(function (part, i) {
        return { left: 56, right: 12, top: i * each + top + (named ? 22 + wrapped : 0), height: each - top - (named ? 34 + wrapped : 12) };
      });
      option.xAxis = parts.map(function (part, i) { return categories(spec.periods, i, i === parts.length - 1); });
      option.yAxis = parts.map(function (part, i) { return Object.assign(amounts(i, format.short, part.title, small), { scale: !!part.zoomed }); });
      parts.forEach(function (part, axis) {
        if (part.band) option.series = option.series.concat(band(part.band, axis, COLOURS[1]));
        (part.areas || []).forEach(function (item, i) { option.series.push(area(item, axis, AREAS[i % AREAS.length])); });
        part.lines.forEach(function (item, i) {
          var series = line(item, i, axis);
          if (part.areas) Object.assign(series, { color: INK, lineStyle: { width: 1.5, type: "solid" } });
          series.data = without(item.values, spec.partial);
          option.series.push(series);
          if (spec.partial.length) option.series.push(hollow(item, spec.partial, axis));
        });
      });
      if (named) option.legend = { top: 0, left: 0, type: "plain", itemWidth: 28, textStyle: { color: INK } };
      option.axisPointer = { link: [{ xAxisIndex: "all" }] };
      option.tooltip.formatter = function (points) {
        var at = spec.periods.indexOf(points[0].axisValue), rows = [spec.periods[at]];
        parts.forEach(function (part) {
          part.lines.concat(part.areas || []).forEach(function (item) {
            rows.push(item.name + "  " + (item.values[at] === null ? "–" : format.whole(item.values[at])));
          });
          if (part.band) rows.push(part.band.name + "  " + format.whole(part.band.low[at]) + " – " + format.whole(part.band.high[at]));
        });
        return rows.join("\n");
      };
      return option;
    },

    intervals: function (spec, format, width) {
      var option = base(width), names = spec.rows.map(function (row) { return row.name; });
      option.grid = { left: 8, right: 24, top: 28, bottom: 8, containLabel: true };
      option.yAxis = {
        type: "category", data: names, inverse: true, axisTick: { show: false },
        axisLabel: { color: INK, width: width * 0.3, overflow: "truncate" }
      };
      option.xAxis = {
        type: "value", axisLabel: { formatter: format.short, color: QUIET }, splitLine: { lineStyle: { color: FAINT } }
      };
      option.series = spec.rows.map(function (row, i) {
        return {
          type: "line", name: row.name, data: [[row.low, row.name], [row.high, row.name]], symbol: "rect",
          symbolSize: [2, 12], color: row.past ? QUIET : COLOURS[0], lineStyle: { width: 3, type: row.firm ? "solid" : [4, 3] }
        };
      });
      option.series.push({
        type: "scatter", symbolSize: 12, data: spec.rows.map(function (row) {
          return {
            value: [row.median, row.name],
            itemStyle: row.past ? { color: "#fff", borderColor: INK, borderWidth: 1.5 } : { color: INK }
          };
        }),
        markLine: {
          symbol: "none", silent: true, data: [{ xAxis: spec.mark.at }],
          lineStyle: { color: "#A63D00", type: "dashed", width: 1.5 },
          label: { formatter: function () { return spec.mark.name; }, color: INK, position: "start" }
        }
      });
      option.tooltip.trigger = "item";
      option.tooltip.formatter = function (point) {
        var row = spec.rows[names.indexOf(point.value[1])];
        return row.name + "  " + format.whole(row.median) + "  (" + format.whole(row.low) + " – " + format.whole(row.high) + ")";
      };
      return option;
    },

    curve: function (spec, format, width) {
      var option = base(width);
      function pairs(values) { return values.map(function (y, i) { return [spec.spend[i], y]; }); }
      option.grid = { left: 8, right: 16, top: 28, bottom: 22, containLabel: true };
      option.xAxis = {
        type: "value", name: spec.x, nameLocation: "middle", nameGap: 26, nameTextStyle: { color: QUIET },
        axisLabel: { formatter: format.short, color: QUIET, hideOverlap: true }, splitLine: { show: false }, splitNumber: 4,
        max: spec.spend[spec.spend.length - 1]
      };
      option.yAxis = { type: "value", axisLabel: { formatter: format.short, color: QUIET }, splitLine: { lineStyle: { color: FAINT } }, splitNumber: 3 };
      option.series = band({ low: spec.low, high: spec.high, name: "" }, 0, COLOURS[0]);
      option.series[1].data = pairs(option.series[1].data);
      option.series[0].data = pairs(option.series[0].data);
      option.series.push({
        type: "line", data: pairs(spec.revenue), symbol: "none", color: COLOURS[0], lineStyle: { width: 2 },
        markLine: {
          symbol: "none", silent: true, data: [{ xAxis: spec.today.at }],
          lineStyle: { color: "#A63D00", type: "dashed", width: 1.5 },
          label: { formatter: function () { return spec.today.name; }, color: INK, position: "end" }
        },
        // Beyond what was ever spent.
        markArea: {
          silent: true, itemStyle: { color: "#777", opacity: 0.18 },
          data: spec.seen === null ? [] : [[{ xAxis: spec.seen }, { xAxis: spec.spend[spec.spend.length - 1] }]]
        }
      });
      option.tooltip.formatter = function (points) {
        var at = points[0].dataIndex;
        return format.whole(spec.spend[at]) + " → " + format.whole(spec.revenue[at]) +
          "\n(" + format.whole(spec.low[at]) + " – " + format.whole(spec.high[at]) + ")";
      };
      return option;
    }
  };

  function fit() {
    drawn.forEach(function (item) { lay(item, item.chart.getDom().clientWidth, item.height); });
  }

  function fitToPaper() {
    drawn.forEach(function (item) {
      var small = item.chart.getDom().closest(".small-multiples");
      lay(item, small ? PRINTED / 4 : PRINTED, small ? item.height : Math.round(FLATTER * item.height));
    });
  }

  show(asked());
  window.addEventListener("hashchange", function () { show(asked()); });
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fitToPaper);
  window.addEventListener("afterprint", fit);
})();
