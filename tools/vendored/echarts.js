// What the pictures of Minga need of Apache ECharts: bars, lines, points and a heat map, drawn on a canvas (the SVG
// renderer writes style attributes, which our content security policy refuses).
import { init, use } from "echarts/core";
import { BarChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, ScatterChart, AriaComponent, GridComponent, MarkLineComponent, TooltipComponent,
  VisualMapComponent, LabelLayout, CanvasRenderer]);

export { init };
