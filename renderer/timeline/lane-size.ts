/** Height of a lane and the bar in it, in CSS pixels. */
export const LANE_HEIGHT = 28;
export const BAR_TOP = 6;
export const BAR_HEIGHT = 14;
